// SPDX-License-Identifier: MIT
// A warm device gets less work, a hot one none, and the end waits for neither.
#include "miner/run/cooling.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tests/unit/miner_core/fakes.h"

namespace wildcat::program {
namespace {

using namespace std::chrono_literals;

TEST(Governor, SlowsDownBelowTheLimitAndRestsAtIt) {
  Governor governor(80);
  const auto duty_at = [&](double celsius) {
    governor.heard(celsius);
    return governor.duty();
  };
  EXPECT_EQ(governor.duty(), 1);
  EXPECT_EQ(duty_at(60), 1);
  EXPECT_EQ(duty_at(75), 1);
  EXPECT_NEAR(duty_at(77.5), 0.5, 1e-9);
  EXPECT_NEAR(duty_at(79.9), 0.1, 1e-9);
  EXPECT_EQ(duty_at(80), 0);
  EXPECT_EQ(duty_at(77), 0) << "until it has cooled down by the whole margin";
  EXPECT_EQ(duty_at(75), 1);
}

TEST(Governor, ASensorThatFallsSilentChangesNothing) {
  Governor governor(80);
  governor.heard(90);
  governor.heard(std::nullopt);
  EXPECT_EQ(governor.duty(), 0);
  EXPECT_EQ(governor.temperature_c(), 90);
}

TEST(Governor, RestEndsWhenItIsCoolEnoughOrReleased) {
  Governor governor(80);
  const auto never = [] { return false; };
  governor.rest(0s, never);  // at full duty at once
  governor.heard(90);
  std::atomic<bool> rested{false};
  std::thread resting([&] {
    governor.rest(0s, never);
    rested = true;
  });
  std::this_thread::sleep_for(50ms);
  EXPECT_FALSE(rested);
  governor.heard(70);
  resting.join();
  governor.heard(90);
  std::thread released([&] { governor.rest(1h, never); });
  governor.release();
  released.join();
}

TEST(Governor, RestEndsWithTheWork) {
  Governor governor(80);
  governor.heard(90);
  governor.rest(1h, [] { return true; });
}

std::unique_ptr<Device> cooled(const std::shared_ptr<Governor>& governor) {
  return cooled_device(fake::device({.id = "card:0", .shape = {4, 64, 2}}), governor);
}

WorkUnit unit(std::uint64_t id) {
  WorkUnit unit;
  unit.id = id;
  unit.nonces = {0, 3};
  unit.target = Target::easiest();
  return unit;
}

TEST(CooledDevice, IsTheDeviceWhileItIsCool) {
  const auto governor = std::make_shared<Governor>(80);
  const auto device = cooled(governor);
  EXPECT_EQ(device->info().id, "card:0");
  const auto scanner = device->open(0).value();
  EXPECT_EQ(scanner->shape(4).in_flight, 2u);
  ASSERT_TRUE(scanner->submit(unit(1)));
  const auto done = scanner->wait();
  ASSERT_TRUE(done);
  EXPECT_EQ(done->id, 1u);
  EXPECT_EQ(done->found.size(), 3u);
}

TEST(CooledDevice, CompletesEveryUnitInOrderWhateverTheTemperatureDoes) {
  const auto governor = std::make_shared<Governor>(80);
  const auto device = cooled(governor);
  const auto scanner = device->open(0).value();
  ASSERT_TRUE(scanner->submit(unit(1)));
  governor->heard(78);
  EXPECT_EQ(scanner->shape(4).in_flight, 1u);
  ASSERT_TRUE(scanner->submit(unit(2)));
  governor->heard(60);
  ASSERT_TRUE(scanner->submit(unit(3)));
  for (const std::uint64_t id : {1, 2, 3}) {
    const auto done = scanner->wait();
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(done->id, id);
    EXPECT_EQ(done->status, Status::done);
  }
}

TEST(CooledDevice, StaleWorkIsGivenBackUnsearchedWhileItRests) {
  const auto governor = std::make_shared<Governor>(80);
  const auto device = cooled(governor);
  const auto scanner = device->open(0).value();
  governor->heard(90);
  Generation generation;
  WorkUnit old = unit(1);
  old.live = &generation;
  ASSERT_TRUE(scanner->submit(old));
  generation.bump();
  const auto done = scanner->wait();
  ASSERT_TRUE(done);
  EXPECT_EQ(done->status, Status::stale);
  EXPECT_EQ(done->nonces_done, 0u);
}

DeviceReading at(double celsius) {
  DeviceReading reading;
  reading.temperature_c = celsius;
  return reading;
}

TEST(Cooling, TellsOnceWhomNobodyHears) {
  Cooling cooling(80);
  const auto card = cooling.attend(fake::device({.id = "card:0"}));
  const auto dumb = cooling.attend(fake::device({.id = "card:1"}));
  const auto silent = cooling.attend(fake::device({.id = "card:2"}));
  EXPECT_TRUE(cooling.unheard().empty()) << "nobody has listened yet";
  cooling.heard({{"card:0", at(60)}, {"card:1", DeviceReading()}});
  const auto unheard = cooling.unheard();
  ASSERT_EQ(unheard.size(), 2u);
  EXPECT_EQ(unheard[0].id, "card:1");
  EXPECT_EQ(unheard[1].id, "card:2");
  EXPECT_TRUE(cooling.unheard().empty());
}

TEST(Cooling, TellsEachChangeOnce) {
  Cooling cooling(80);
  const auto device = cooling.attend(fake::device({.id = "card:0"}));
  EXPECT_TRUE(cooling.changes().empty());
  cooling.heard({{"card:0", at(79)}, {"other:0", at(99)}});
  auto changes = cooling.changes();
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].device, "card:0");
  EXPECT_EQ(changes[0].temperature_c, 79);
  EXPECT_LT(changes[0].duty, 1);
  cooling.heard({{"card:0", at(78)}});
  EXPECT_TRUE(cooling.changes().empty()) << "still slow";
  cooling.heard({{"card:0", at(85)}});
  EXPECT_EQ(cooling.changes().at(0).duty, 0);
  cooling.heard({{"card:0", at(70)}});
  EXPECT_EQ(cooling.changes().at(0).duty, 1);
}

}  // namespace
}  // namespace wildcat::program
