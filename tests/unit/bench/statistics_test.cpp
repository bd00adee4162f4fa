// SPDX-License-Identifier: MIT
// Against values worked out by hand from the printed table of Student's t.
#include "bench/harness/statistics.h"

#include <gtest/gtest.h>

namespace wildcat::program::bench {
namespace {

TEST(Statistics, IntervalOfThreeSamples) {
  // Mean 2, standard deviation 1; t of 2 degrees of freedom is 4.3027.
  const Estimate e = estimate({1, 2, 3});
  EXPECT_DOUBLE_EQ(e.mean, 2);
  EXPECT_EQ(e.low, 0) << "a rate is not negative";
  EXPECT_NEAR(e.high, 2 + 4.3027 / std::sqrt(3.0), 1e-4);
  EXPECT_EQ(e.samples, (std::vector<double>{1, 2, 3}));
}

TEST(Statistics, IntervalOfTenSamples) {
  // Deviations -4.5 .. 4.5: variance 82.5 / 9; t of 9 degrees of freedom is 2.2622.
  const Estimate e = estimate({101, 102, 103, 104, 105, 106, 107, 108, 109, 110});
  const double half = 2.2622 * std::sqrt(82.5 / 9 / 10);
  EXPECT_NEAR(e.low, 105.5 - half, 1e-3);
  EXPECT_NEAR(e.high, 105.5 + half, 1e-3);
  EXPECT_NEAR(spread(e), half / 105.5, 1e-5);
}

TEST(Statistics, EqualSamplesLeaveNoDoubtAndOneSampleLeavesAll) {
  const Estimate equal = estimate({7, 7, 7});
  EXPECT_EQ(equal.low, 7);
  EXPECT_EQ(equal.high, 7);
  const Estimate one = estimate({7});
  EXPECT_EQ(one.low, 0);
  EXPECT_EQ(one.high, 14);
}

TEST(Statistics, QuantilesAreSamples) {
  std::vector<double> hundred;
  for (int i = 1; i <= 100; ++i) hundred.push_back(i);
  EXPECT_EQ(quantile(hundred, 0.5), 50);
  EXPECT_EQ(quantile(hundred, 0.99), 99);
  EXPECT_EQ(quantile(hundred, 1), 100);
  EXPECT_EQ(quantile(hundred, 0), 1);
  EXPECT_EQ(quantile({3}, 0.99), 3);
}

}  // namespace
}  // namespace wildcat::program::bench
