// SPDX-License-Identifier: MIT
// Variable difficulty, by simulated miners whose shares come as a Poisson process.
#include "stratum/practice_pool/vardiff.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace wildcat::practice {
namespace {

using namespace std::chrono_literals;
using Time = Vardiff::Clock::time_point;

/// A miner of `speed` difficulty units per second, looked after every 250 ms.
class Simulation {
 public:
  Simulation(double start, double speed, std::uint64_t seed)
      : vardiff(start, 1e-9, 3000ms), speed_(speed), random_(seed) {
    vardiff.restart(now_);
  }

  void run(std::chrono::milliseconds duration) {
    const Time end = now_ + duration;
    while (now_ < end) {
      const double difficulty = vardiff.difficulty();
      std::exponential_distribution<double> wait(speed_ / difficulty);
      const auto until = std::chrono::duration_cast<Time::duration>(
          std::chrono::duration<double>(std::min(wait(random_), 1e6)));
      if (until < 250ms) {
        now_ += until;
        ++shares;
        changes += vardiff.on_share(difficulty, now_) ? 1 : 0;
      } else {
        now_ += 250ms;
        changes += vardiff.on_time(now_) ? 1 : 0;
      }
    }
  }

  Vardiff vardiff;
  int shares = 0, changes = 0;

 private:
  double speed_;
  std::mt19937_64 random_;
  Time now_{};
};

double share_interval(const Simulation& s, double speed) { return s.vardiff.difficulty() / speed; }

TEST(Vardiff, AThousandTimesTooEasyIsOverInSecondsAndAFewShares) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    Simulation s(0.003, 1, seed);
    s.run(10s);
    EXPECT_GT(share_interval(s, 1), 0.3) << seed;
    EXPECT_LT(s.shares, 60) << seed;
  }
}

/// Luck can look like speed: a few in a hundred may take longer.
TEST(Vardiff, AThousandTimesTooHardIsOverWithinAMinute) {
  int late = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    Simulation s(3000, 1, seed);
    s.run(60s);
    late += share_interval(s, 1) > 30 ? 1 : 0;
    s.run(60s);
    EXPECT_LT(share_interval(s, 1), 30) << seed;
  }
  EXPECT_LE(late, 3);
}

TEST(Vardiff, FromAnyStartSharesComeAboutOncePerInterval) {
  for (const double start : {3e-6, 3e-3, 3.0, 3e3, 3e6}) {
    int shares = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      Simulation s(start, 1, seed);
      s.run(10min);
      s.shares = 0;
      s.run(20min);
      shares += s.shares;
    }
    EXPECT_NEAR(shares / (20 * 400.0), 1, 0.25) << start;
  }
}

TEST(Vardiff, ASettledMinerIsLeftAloneMostOfTheTime) {
  Simulation s(3, 1, 7);
  s.run(10h);  // 12000 shares
  EXPECT_LT(s.changes, 1200);
}

TEST(Vardiff, AMinerWhoseSpeedChangesIsFollowed) {
  Simulation fast(3, 1, 3);
  fast.run(10min);
  Simulation slow(fast.vardiff.difficulty(), 0.01, 4);
  slow.run(2min);
  EXPECT_NEAR(std::log10(share_interval(slow, 0.01) / 3), 0, 0.8);
}

TEST(Vardiff, OneStepIsBounded) {
  Vardiff v(1, 1e-9, 3000ms);
  v.restart(Time{});
  bool changed = false;
  for (int i = 0; i < 4; ++i) changed = v.on_share(1, Time{} + 1us * i);
  EXPECT_TRUE(changed);
  EXPECT_EQ(v.difficulty(), 16);
}

TEST(Vardiff, LateSharesOfEasierWorkDoNotRaiseItAgain) {
  Vardiff v(1, 1e-9, 3000ms);
  v.restart(Time{});
  for (int i = 0; i < 4; ++i) v.on_share(1, Time{} + 1ms);
  ASSERT_EQ(v.difficulty(), 16);
  for (int i = 0; i < 200; ++i) EXPECT_FALSE(v.on_share(1, Time{} + 2ms));
  EXPECT_EQ(v.difficulty(), 16);
}

TEST(Vardiff, SilenceCountsOnlyOnceThereIsWork) {
  Vardiff v(1, 1e-9, 3000ms);
  EXPECT_FALSE(v.on_time(Time{} + 1h));
  EXPECT_FALSE(v.on_share(1, Time{} + 1h));
  v.restart(Time{} + 1h);
  EXPECT_FALSE(v.on_time(Time{} + 1h + 8900ms));
  EXPECT_TRUE(v.on_time(Time{} + 1h + 9s));
  EXPECT_EQ(v.difficulty(), 0.25);
  EXPECT_TRUE(v.on_time(Time{} + 1h + 18s));
  EXPECT_NEAR(v.difficulty(), 0.25 / 16, 1e-4);
}

TEST(Vardiff, NeverBelowItsFloor) {
  Vardiff v(0.5, 0.1, 3000ms);
  v.restart(Time{});
  for (int i = 1; i < 50; ++i) v.on_time(Time{} + 9s * i);
  EXPECT_EQ(v.difficulty(), 0.1);
  EXPECT_FALSE(v.on_time(Time{} + 1h)) << "no change, so nothing to tell the miner";
  EXPECT_EQ(Vardiff(0.001, 0.1, 3000ms).difficulty(), 0.1);
}

TEST(Vardiff, ASuggestionIsTakenAndAdjustedOnwards) {
  Vardiff v(1, 1e-3, 3000ms);
  v.restart(Time{});
  v.set(64, Time{} + 1s);
  EXPECT_EQ(v.difficulty(), 64);
  EXPECT_TRUE(v.on_time(Time{} + 11s));
  EXPECT_EQ(v.difficulty(), 16);
  v.set(1e-9, Time{} + 11s);
  EXPECT_EQ(v.difficulty(), 1e-3);
}

TEST(Vardiff, NonsenseFromOutsideIsIgnored) {
  Vardiff v(1, 0.5, 3000ms);
  for (const double bad : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN(),
                           std::numeric_limits<double>::infinity()}) {
    v.set(bad, Time{});
    v.set_floor(bad, Time{});
  }
  EXPECT_EQ(v.difficulty(), 1);
  v.set(1e300, Time{});
  EXPECT_LE(v.difficulty(), 1e18);
  v.set_floor(1e300, Time{});
  EXPECT_LE(v.difficulty(), 1e18);
}

TEST(Vardiff, ARaisedFloorLiftsTheDifficulty) {
  Vardiff v(1, 0.5, 3000ms);
  v.set_floor(0.75, Time{});
  EXPECT_EQ(v.difficulty(), 1);
  v.set_floor(8, Time{});
  EXPECT_EQ(v.difficulty(), 8);
}

}  // namespace
}  // namespace wildcat::practice
