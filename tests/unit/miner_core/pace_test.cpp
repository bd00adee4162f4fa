// SPDX-License-Identifier: MIT
// The limit on the rate of hashing, with a clock of its own.
#include "engine/pace.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <thread>

namespace wildcat {
namespace {

using namespace std::chrono_literals;

// A miner that hashes units as soon as it may, in made-up time.
struct Simulation {
  Pace pace;
  Pace::TimePoint now = Pace::TimePoint{} + 1h;
  double speed = 20e6;  // hashes per second while it hashes

  /// Hashes done in `span`, looking at the pace every tenth of a millisecond.
  double run(std::chrono::nanoseconds span) {
    double done = 0;
    for (const auto end = now + span; now < end;) {
      if (!pace.due(now)) {
        now += 100us;
        continue;
      }
      const std::uint64_t unit = pace.unit_hashes(1);
      now += std::chrono::nanoseconds(static_cast<std::int64_t>(1e9 * double(unit) / speed));
      pace.spend(unit, now);
      done += static_cast<double>(unit);
    }
    return done;
  }
};

TEST(Pace, KeepsTheRateWithinOnePercentOverTenSeconds) {
  for (const double rate : {1e3, 5e5, 2e6, 1.5e7})
    for (const auto step : {16'000us, 500us}) {
      Simulation miner;
      miner.pace.limit(rate, step);
      miner.run(1s);
      for (int i = 0; i < 3; ++i) EXPECT_NEAR(miner.run(10s) / 10, rate, rate / 100) << rate;
    }
}

TEST(Pace, CatchesUpALittleAndNoMore) {
  Simulation miner;
  miner.pace.limit(1e6, 20ms);
  miner.run(1s);
  miner.now += 80ms;  // the machine was busy
  EXPECT_NEAR(miner.run(1s), 1.08e6, 3e4);
  miner.now += 10min;  // there was no work
  EXPECT_NEAR(miner.run(1s), 1.1e6, 3e4);
}

TEST(Pace, UnitsAreSmallEnoughForAllScanners) {
  Pace pace;
  pace.limit(1e6, 20ms);
  EXPECT_EQ(pace.unit_hashes(1), 20'000u);
  EXPECT_EQ(pace.unit_hashes(4), 5'000u);
  pace.limit(1e6, 100us);
  EXPECT_EQ(pace.unit_hashes(4), 25u);
  pace.limit(0.1, 20ms);
  EXPECT_EQ(pace.unit_hashes(4), 1u) << "less than one hash cannot be searched";
}

TEST(Pace, WithoutALimitNobodyWaits) {
  for (const std::optional<double> rate :
       {std::optional<double>(), std::optional<double>(0.0), std::optional<double>(-1.0),
        std::optional<double>(std::numeric_limits<double>::infinity())}) {
    Pace pace;
    pace.limit(rate, 20ms);
    pace.spend(1'000'000'000'000, Pace::TimePoint::clock::now());
    EXPECT_FALSE(pace.limited());
    EXPECT_TRUE(pace.due({}));
    const std::atomic<bool> leave{false};
    pace.wait(leave);
  }
}

TEST(Pace, WaitingEndsWhenToldTo) {
  std::atomic<bool> leave{false};
  Pace pace;
  pace.limit(1, 20ms);
  pace.spend(1'000'000, Pace::TimePoint::clock::now());  // eleven days
  std::thread waiting([&] { pace.wait(leave); });
  leave = true;
  pace.wake();
  waiting.join();
  leave = false;
  std::thread another([&] { pace.wait(leave); });
  pace.close();
  another.join();
  EXPECT_TRUE(pace.due(Pace::TimePoint::clock::now())) << "closed: nothing to wait for";
}

}  // namespace
}  // namespace wildcat
