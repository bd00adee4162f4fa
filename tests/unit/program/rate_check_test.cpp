// SPDX-License-Identifier: MIT
// What is said about a --hashrate that cannot be reached, with made-up figures.
#include "miner/run/rate_check.h"

#include <gtest/gtest.h>

namespace wildcat::program {
namespace {

/// A run that is looked at once a second.
struct CheckedRun {
  RateCheck check;
  Stats stats;
  int said = 0;
  std::string text;

  explicit CheckedRun(std::optional<double> asked) : check(asked) {}
  void go(int seconds, double rate, bool working = true) {
    for (; seconds > 0; --seconds) {
      stats.elapsed += std::chrono::seconds(1);
      stats.hashes += static_cast<std::uint64_t>(rate);
      const auto news = check.look(stats, working);
      if (news) text = *news;
      said += news.has_value();
    }
  }
};

TEST(RateCheck, NamesWhatWasAskedWhatIsAndWhatToDoOnce) {
  CheckedRun run(50e6);
  run.go(10, 40e6);
  EXPECT_EQ(run.said, 0) << "ten seconds are not over: the first look was the beginning";
  run.go(1, 40e6);
  ASSERT_EQ(run.said, 1);
  for (const char* part : {"--hashrate", "50.00 MH/s", "40.00 MH/s", "Ask for less", "--threads"})
    EXPECT_NE(run.text.find(part), std::string::npos) << part << " in: " << run.text;
  run.go(100, 10e6);
  EXPECT_EQ(run.said, 1) << "once is enough";
}

TEST(RateCheck, NoticesAMachineThatGetsSlowerLater) {
  CheckedRun run(50e6);
  run.go(100, 50e6);
  EXPECT_EQ(run.said, 0);
  run.go(21, 40e6);
  EXPECT_EQ(run.said, 1);
}

TEST(RateCheck, SaysNothingWhereTheRateIsReachedOrNoneWasAsked) {
  for (const double asked : {1e3, 50e6}) {
    CheckedRun run(asked);
    run.go(100, 0.98 * asked);
    EXPECT_EQ(run.said, 0) << asked;
  }
  CheckedRun tiny(3);
  tiny.go(100, 2);
  EXPECT_EQ(tiny.said, 0) << "a hash more or less";
  CheckedRun free_run({});
  free_run.go(100, 1);
  EXPECT_EQ(free_run.said, 0);
}

TEST(RateCheck, BlamesNobodyForWorkThatIsNotThere) {
  CheckedRun run(50e6);
  for (int i = 0; i < 20; ++i) {
    run.go(8, 50e6);
    run.go(5, 0, false);  // the pool is gone
  }
  EXPECT_EQ(run.said, 0);
  run.stats.total.exhausted_jobs = 1;
  run.go(100, 0);
  EXPECT_EQ(run.said, 0);
}

}  // namespace
}  // namespace wildcat::program
