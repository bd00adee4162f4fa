// SPDX-License-Identifier: MIT
// A warm device gets less work, a hot one none, and the end waits for neither.
#include "miner/run/cooling.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/unit/miner_core/fakes.h"

namespace wildcat::program {
namespace {

using namespace std::chrono_literals;

TEST(CoolingRule, SlowsDownBelowTheLimitAndRestsAtIt) {
  CoolingRule rule(80);
  const auto duty_at = [&](double celsius) {
    rule.heard(celsius);
    return rule.duty();
  };
  EXPECT_EQ(rule.duty(), 1);
  EXPECT_EQ(duty_at(60), 1);
  EXPECT_EQ(duty_at(75), 1);
  EXPECT_NEAR(duty_at(77.5), 0.5, 1e-9);
  EXPECT_NEAR(duty_at(79.9), 0.1, 1e-9);
  EXPECT_EQ(duty_at(80), 0);
  EXPECT_EQ(duty_at(77), 0) << "until it has cooled down by the whole margin";
  EXPECT_EQ(duty_at(75), 1);
}

TEST(CoolingRule, ASensorThatFallsSilentChangesNothing) {
  CoolingRule rule(80);
  rule.heard(90);
  rule.heard(std::nullopt);
  EXPECT_EQ(rule.duty(), 0);
  EXPECT_EQ(rule.temperature_c(), 90);
}

DeviceReading at(double celsius) {
  DeviceReading reading;
  reading.temperature_c = celsius;
  return reading;
}

DeviceInfo info_of(const std::string& id) {
  DeviceInfo info;
  info.id = id;
  return info;
}

/// A miner of one device that is cooled.
struct CooledMiner {
  fake::Witness witness;
  fake::Inbox inbox;
  fake::Ledger given;
  Miner miner{fake::no_canaries(&witness)};
  Cooling cooling{80, miner, {info_of("card:0")}};
  SourceId source = miner.add_source({.on_share = inbox.sink()});

  CooledMiner() {
    EXPECT_TRUE(miner.add_device(
        fake::device({.id = "card:0", .shape = {4, 64, 2}, .on_submit = given.hook()})));
    EXPECT_TRUE(miner.set_job(source, fake::job("a")));
    EXPECT_TRUE(miner.start());
  }
  void heat(double celsius) { cooling.heard({{"card:0", at(celsius)}}); }
  bool works() {
    const std::size_t before = given.all().size();
    return fake::eventually([&] { return given.all().size() > before; });
  }
  bool rests() {
    return fake::eventually([&] {
      const std::size_t before = given.all().size();
      std::this_thread::sleep_for(50ms);
      return given.all().size() == before;
    });
  }
  std::optional<InForce<double>> duty() const { return miner.throttle().devices[0].limits.duty; }
};

TEST(Cooling, RestsWhileHotAndEndsAtOnce) {
  CooledMiner run;
  EXPECT_TRUE(run.works());
  run.heat(60);
  EXPECT_FALSE(run.duty()) << "at full duty nothing is limited";
  run.heat(90);
  ASSERT_TRUE(run.duty());
  EXPECT_EQ(run.duty()->value, 0);
  EXPECT_EQ(run.duty()->owner, "temperature");
  EXPECT_TRUE(run.rests());
  run.heat(70);
  EXPECT_TRUE(run.works());
  run.heat(90);
  EXPECT_TRUE(run.rests());
  run.miner.stop();
}

// What is found before a rest leaves at once, and work that comes during one is the first after it.
TEST(Cooling, HoldsNoWorkWhileItRests) {
  CooledMiner run;
  EXPECT_TRUE(run.works());
  run.heat(90);
  EXPECT_TRUE(run.rests());
  const std::size_t before = run.given.all().size();
  test::FlatJob newer = fake::job("b");
  newer.clean = true;
  ASSERT_TRUE(run.miner.set_job(run.source, newer));
  run.heat(60);
  ASSERT_TRUE(fake::eventually([&] { return run.given.all().size() > before; }));
  EXPECT_EQ(run.given.all()[before].header.prev_hash, newer.prev_hash);
}

TEST(Cooling, WorkIsRightWhateverTheTemperatureDoes) {
  CooledMiner run;
  for (const double celsius : {60.0, 78.0, 90.0, 60.0, 79.0, 77.0, 85.0, 78.0, 60.0}) {
    run.heat(celsius);
    std::this_thread::sleep_for(20ms);
  }
  EXPECT_TRUE(run.works());
  ASSERT_TRUE(run.inbox.wait_for(20));
  run.miner.stop();
  EXPECT_TRUE(run.witness.failures().empty());
  EXPECT_TRUE(run.witness.errors().empty());
  EXPECT_TRUE(run.witness.stale().empty());
  const DeviceStats device = run.miner.stats().devices[0];
  EXPECT_EQ(device.candidates, run.inbox.shares().size());
}

TEST(Cooling, TellsOnceWhomNobodyHears) {
  Miner miner;
  Cooling cooling(80, miner, {info_of("card:0"), info_of("card:1"), info_of("card:2")});
  EXPECT_TRUE(cooling.unheard().empty()) << "nobody has listened yet";
  cooling.heard({{"card:0", at(60)}, {"card:1", DeviceReading()}});
  const auto unheard = cooling.unheard();
  ASSERT_EQ(unheard.size(), 2u);
  EXPECT_EQ(unheard[0].id, "card:1");
  EXPECT_EQ(unheard[1].id, "card:2");
  EXPECT_TRUE(cooling.unheard().empty());
}

TEST(Cooling, TellsEachChangeOnce) {
  Miner miner;
  ASSERT_TRUE(miner.add_device(fake::device({.id = "card:0"})));
  Cooling cooling(80, miner, {info_of("card:0")});
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
