// SPDX-License-Identifier: MIT
// Tallies add up, and derived figures follow from them.
#include "engine/stats.h"

#include <gtest/gtest.h>

#include "miner/run/poisson.h"
#include "tests/unit/miner_core/fakes.h"

namespace wildcat {
namespace {

ShareOutcome accepted(double worth) {
  ShareOutcome outcome;
  outcome.expected_hashes = worth;
  return outcome;
}

// A share with a real proof behind it.
Share some_share() {
  Work work;
  work.offer = test::shared(fake::job("stats", 1));
  work.unit.header.nbits = work.offer->job->nbits;
  work.unit.nonces = {0, 1};
  work.unit.target = Target::easiest();
  return verify(work, {0, 0}).share.value();
}

TEST(ToString, NamesEveryReason) {
  EXPECT_STREQ(to_string(RejectReason::stale), "stale");
  EXPECT_STREQ(to_string(RejectReason::duplicate), "duplicate");
  EXPECT_STREQ(to_string(RejectReason::low_difficulty), "low-difficulty");
  EXPECT_STREQ(to_string(RejectReason::unauthorized), "unauthorized");
  EXPECT_STREQ(to_string(RejectReason::not_subscribed), "not-subscribed");
  EXPECT_STREQ(to_string(RejectReason::other), "other");
  EXPECT_STREQ(to_string(StaleFault::network), "network");
  EXPECT_STREQ(to_string(StaleFault::pool), "pool");
  EXPECT_STREQ(to_string(StaleFault::switching), "switching");
}

TEST(SourceTally, CountsOutcomesByKindReasonAndFault) {
  SourceTally tally(3);
  tally.count_outcome(accepted(10));
  for (const auto reason : {RejectReason::duplicate, RejectReason::duplicate, RejectReason::other})
    tally.count_outcome({.kind = ShareOutcome::Kind::rejected, .reason = reason});
  for (const auto fault : {StaleFault::pool, StaleFault::network})
    tally.count_outcome({.kind = ShareOutcome::Kind::stale, .fault = fault});
  tally.count_outcome({.kind = ShareOutcome::Kind::lost});
  const SourceStats stats = tally.snapshot();
  EXPECT_EQ(stats.id, 3u);
  EXPECT_EQ(stats.accepted, 1u);
  EXPECT_EQ(stats.rejected, (std::array<std::uint64_t, 6>{0, 2, 0, 0, 0, 1}));
  EXPECT_EQ(stats.stale, (std::array<std::uint64_t, 3>{1, 1, 0}));
  EXPECT_EQ(stats.lost, 1u);
}

TEST(SourceTally, TheTotalHasItAll) {
  SourceTally total(0);
  {
    SourceTally a(1, &total), b(2, &total);
    a.count_hashes(100);
    b.count_hashes(11);
    a.count_share(some_share());
    b.count_stale(some_share(), StaleFault::switching);
    b.count_exhausted_job();
    EXPECT_EQ(a.snapshot().hashes, 100u);
    EXPECT_EQ(a.snapshot().shares, 1u);
    EXPECT_EQ(b.snapshot().shares, 1u) << "stale ones are shares, too";
  }
  const SourceStats stats = total.snapshot();
  EXPECT_EQ(stats.hashes, 111u);
  EXPECT_EQ(stats.shares, 2u);
  EXPECT_EQ(stats.stale[static_cast<std::size_t>(StaleFault::switching)], 1u);
  EXPECT_EQ(stats.exhausted_jobs, 1u);
  EXPECT_EQ(stats.best_difficulty, some_share().difficulty());
  EXPECT_GT(stats.best_difficulty, 0);
}

TEST(SourceTally, ImpliesARateFromAcceptedWork) {
  SourceTally tally(1);
  const auto implied = [&](double elapsed) {
    Stats stats;
    stats.elapsed = Seconds{elapsed};
    stats.total = tally.snapshot();
    return program::implied_rate(stats);
  };
  EXPECT_FALSE(implied(10));
  for (int i = 0; i < 100; ++i) tally.count_outcome(accepted(5e9));
  EXPECT_FALSE(implied(0));
  EXPECT_DOUBLE_EQ(tally.snapshot().accepted_hashes, 5e11);
  const auto rate = implied(50).value();
  EXPECT_DOUBLE_EQ(rate.hashes_per_second, 1e10);
  // 100 events: the textbook interval is 81.36 to 121.63.
  EXPECT_NEAR(rate.low, 0.8136e10, 1e7);
  EXPECT_NEAR(rate.high, 1.2163e10, 1e7);
}

TEST(SourceTally, RefusedWorkImpliesNothing) {
  SourceTally tally(1);
  ShareOutcome outcome = accepted(5e9);
  outcome.kind = ShareOutcome::Kind::rejected;
  tally.count_outcome(outcome);
  EXPECT_EQ(tally.snapshot().accepted_hashes, 0);
  Stats stats;
  stats.elapsed = Seconds{10};
  stats.total = tally.snapshot();
  EXPECT_FALSE(program::implied_rate(stats));
}

TEST(ScannerTally, AddsUpIntoItsDevice) {
  ScannerTally a, b;
  a.count_unit({.hashes = 1000, .candidates = 4, .expected = 5.5, .hardware_errors = 1},
               Seconds{1});
  b.count_unit({.hashes = 3000, .candidates = 6, .expected = 6.5, .hardware_errors = 0},
               Seconds{2});
  b.count_canary(false);
  b.count_canary(true);
  DeviceStats device;
  RateSums sums = a.add_to(device, Seconds{4});
  sums += b.add_to(device, Seconds{4});
  device.rates = rates_of(sums, Seconds{4});
  EXPECT_EQ(device.hashes, 4000u);
  EXPECT_EQ(device.candidates, 10u);
  EXPECT_DOUBLE_EQ(device.expected_candidates, 12);
  EXPECT_EQ(device.hardware_errors, 1u);
  EXPECT_EQ(device.canaries, 2u);
  EXPECT_EQ(device.canaries_missed, 1u);
  EXPECT_DOUBLE_EQ(device.rates.whole_run.value(), 1000);
  EXPECT_GT(program::candidates_p_value(device).value(), 0.5);
}

TEST(ScannerTally, ADeviceThatFindsTooLittleLooksUnlikely) {
  const auto p_of = [](std::uint64_t found, double expected) {
    DeviceStats device;
    device.candidates = found;
    device.expected_candidates = expected;
    return program::candidates_p_value(device);
  };
  EXPECT_FALSE(p_of(0, 9.9));
  EXPECT_LT(p_of(50, 100).value(), 1e-6);
  EXPECT_LT(p_of(160, 100).value(), 1e-6);
  EXPECT_GT(p_of(98, 100).value(), 0.5);
}

TEST(Latency, ClassesDoubleAndQuantilesAreTheirLimits) {
  using std::chrono::microseconds;
  LatencyHistogram histogram;
  EXPECT_FALSE(histogram.quantile(0.5));
  for (int i = 0; i < 98; ++i) histogram.add(microseconds(15));
  histogram.add(microseconds(10));
  histogram.add(std::chrono::hours(1));
  EXPECT_EQ(histogram.total(), 100u);
  EXPECT_EQ(histogram.counts[0], 1u);
  EXPECT_EQ(histogram.counts[1], 98u);
  EXPECT_EQ(histogram.counts[LatencyHistogram::classes - 1], 1u);
  EXPECT_DOUBLE_EQ(histogram.quantile(0.01)->count(), 10e-6);
  EXPECT_DOUBLE_EQ(histogram.quantile(0.99)->count(), 20e-6);
  EXPECT_EQ(*histogram.quantile(1), LatencyHistogram::limit(LatencyHistogram::classes - 1));
}

}  // namespace
}  // namespace wildcat
