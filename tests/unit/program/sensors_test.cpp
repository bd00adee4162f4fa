// SPDX-License-Identifier: MIT
// Sensors that answer, know nothing, and hang.
#include "miner/devices/sensors.h"

#include <gtest/gtest.h>

#include <future>

namespace wildcat::program {
namespace {

using namespace std::chrono_literals;

DeviceInfo card(const std::string& id, const std::string& pci) {
  return {"test", id, "card", DeviceKind::gpu, pci, ""};
}

class ScriptedTelemetry final : public Telemetry {
 public:
  explicit ScriptedTelemetry(std::shared_future<void> gate = {}) : gate_(std::move(gate)) {}
  std::optional<DeviceReading> read(const std::string& pci) override {
    if (gate_.valid()) gate_.wait();
    if (pci != "0000:65:00.0") return std::nullopt;
    DeviceReading reading;
    reading.power_watts = 200;
    return reading;
  }
  std::optional<DeviceReading> read_processor() override {
    DeviceReading reading;
    reading.temperature_c = 61;
    return reading;
  }

 private:
  std::shared_future<void> gate_;
};

TEST(Sensors, OnlyCardsThatSomebodyKnows) {
  ScriptedTelemetry source;
  const auto readings =
      read_sensors(source, {card("a", "0000:65:00.0"), card("b", "0000:66:00.0"), card("c", "")});
  ASSERT_EQ(readings.size(), 1u);
  EXPECT_EQ(readings.begin()->first, "a");
  EXPECT_TRUE(reading_of(readings, "a"));
  EXPECT_FALSE(reading_of(readings, "b"));
}

TEST(Sensors, AProcessorNeedsNoAddress) {
  ScriptedTelemetry source;
  const auto readings = read_sensors(source, {{"cpu", "cpu:0", "processor", DeviceKind::cpu}});
  ASSERT_TRUE(reading_of(readings, "cpu:0"));
  EXPECT_EQ(reading_of(readings, "cpu:0")->temperature_c, 61);
  EXPECT_FALSE(reading_of(readings, "cpu:0")->power_watts);
}

TEST(Sensors, HashesPerJouleNeedBothFigures) {
  DeviceReading reading;
  EXPECT_FALSE(hashes_per_joule(1e9, reading));
  reading.power_watts = 0;
  EXPECT_FALSE(hashes_per_joule(1e9, reading));
  reading.power_watts = 200;
  EXPECT_FALSE(hashes_per_joule(std::nullopt, reading));
  EXPECT_DOUBLE_EQ(*hashes_per_joule(1e9, reading), 5e6);
}

TEST(Sensors, EveryRoundIsToldAndKept) {
  std::promise<Readings> first;
  std::atomic<bool> told{false};
  const Sensors sensors(std::make_unique<ScriptedTelemetry>(), {card("a", "0000:65:00.0")},
                        [&](const Readings& readings) {
                          if (!told.exchange(true)) first.set_value(readings);
                        });
  auto heard = first.get_future();
  ASSERT_EQ(heard.wait_for(30s), std::future_status::ready);
  EXPECT_EQ(heard.get().count("a"), 1u);
  while (sensors.latest().empty()) std::this_thread::sleep_for(1ms);
}

TEST(Sensors, ADriverThatHangsHoldsNobodyUp) {
  std::promise<void> gate;
  {
    const Sensors sensors(std::make_unique<ScriptedTelemetry>(gate.get_future().share()),
                          {card("a", "0000:65:00.0")});
    EXPECT_TRUE(sensors.latest().empty());
  }
  gate.set_value();
}

TEST(Sensors, WithoutCardsNobodyIsAskedAndThatIsTold) {
  std::promise<void> gate;  // never opened
  int rounds = 0;
  const Sensors sensors(std::make_unique<ScriptedTelemetry>(gate.get_future().share()),
                        {card("cpu:0", "")}, [&](const Readings& readings) {
                          EXPECT_TRUE(readings.empty());
                          ++rounds;
                        });
  EXPECT_TRUE(sensors.latest().empty());
  EXPECT_EQ(rounds, 1);
}

}  // namespace
}  // namespace wildcat::program
