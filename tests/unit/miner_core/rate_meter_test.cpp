// SPDX-License-Identifier: MIT
// Windows of counted rates, on a clock that the test moves.
#include "engine/rate_meter.h"

#include <gtest/gtest.h>

namespace wildcat {
namespace {

Rates rates(const RateMeter& meter, double now) {
  return rates_of(meter.sums(Seconds{now}), Seconds{now});
}

TEST(RateMeter, HasNoRateBeforeAnythingIsDone) {
  const RateMeter meter;
  for (const double now : {0.0, 0.5, 100.0}) {
    const Rates r = rates(meter, now);
    EXPECT_FALSE(r.last_10_s || r.last_60_s || r.last_15_min || r.whole_run) << now;
  }
}

TEST(RateMeter, WindowsLongerThanTheRunCoverTheRun) {
  RateMeter meter;
  meter.add(Seconds{0.25}, 100);
  meter.add(Seconds{0.5}, 100);
  const Rates r = rates(meter, 0.5);
  EXPECT_DOUBLE_EQ(r.last_10_s.value(), 400);
  EXPECT_DOUBLE_EQ(r.last_60_s.value(), 400);
  EXPECT_DOUBLE_EQ(r.last_15_min.value(), 400);
  EXPECT_DOUBLE_EQ(r.whole_run.value(), 400);
}

TEST(RateMeter, ASteadyRateIsTheSameInEveryWindow) {
  RateMeter meter;
  for (int tick = 0; tick < 20'000; ++tick) meter.add(Seconds{tick * 0.1 + 0.05}, 700);
  for (const double now : {1999.9999, 2000.0, 2000.3}) {
    const Rates r = rates(meter, now);
    EXPECT_NEAR(r.last_10_s.value(), 7000, 250) << now;
    EXPECT_NEAR(r.last_60_s.value(), 7000, 50) << now;
    EXPECT_NEAR(r.last_15_min.value(), 7000, 5) << now;
    EXPECT_NEAR(r.whole_run.value(), 7000, 2) << now;
  }
}

TEST(RateMeter, ChangesShowInTheShortWindowFirst) {
  RateMeter meter;
  for (int s = 0; s < 100; ++s) meter.add(Seconds{s + 0.5}, s < 80 ? 1000 : 3000);
  const Rates r = rates(meter, 99.999);
  EXPECT_NEAR(r.last_10_s.value(), 3000, 10);
  EXPECT_NEAR(r.last_60_s.value(), (40 * 1000 + 20 * 3000) / 60.0, 10);
  EXPECT_NEAR(r.whole_run.value(), 1400, 10);
}

TEST(RateMeter, AHangEmptiesTheWindowsOneByOne) {
  RateMeter meter;
  meter.add(Seconds{5}, 1'000'000);
  EXPECT_TRUE(rates(meter, 14.9).last_10_s);
  EXPECT_FALSE(rates(meter, 15.0).last_10_s);
  EXPECT_TRUE(rates(meter, 64.9).last_60_s);
  EXPECT_FALSE(rates(meter, 65.0).last_60_s);
  EXPECT_TRUE(rates(meter, 904.9).last_15_min);
  EXPECT_FALSE(rates(meter, 905.0).last_15_min);
  EXPECT_DOUBLE_EQ(rates(meter, 1000).whole_run.value(), 1000);
}

TEST(RateMeter, TheRingForgetsWhatItOverwrites) {
  RateMeter meter;
  meter.add(Seconds{3}, 500);
  meter.add(Seconds{903}, 7);  // the same slot, fifteen minutes on
  const RateSums sums = meter.sums(Seconds{903.5});
  EXPECT_EQ(sums.last_10_s, 7u);
  EXPECT_EQ(sums.last_15_min, 7u);
  EXPECT_EQ(sums.whole_run, 507u);
}

TEST(RateMeter, SumsOfTwoMetersAreOneRate) {
  RateMeter a, b;
  a.add(Seconds{1}, 10);
  b.add(Seconds{2}, 30);
  RateSums sums = a.sums(Seconds{4});
  sums += b.sums(Seconds{4});
  EXPECT_DOUBLE_EQ(rates_of(sums, Seconds{4}).whole_run.value(), 10);
}

TEST(RateMeter, TimesBeforeTheStartCountAsTheStart) {
  RateMeter meter;
  meter.add(Seconds{-1}, 5);
  EXPECT_EQ(meter.sums(Seconds{1}).last_10_s, 5u);
}

}  // namespace
}  // namespace wildcat
