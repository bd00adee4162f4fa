// SPDX-License-Identifier: MIT
// When a difference is one.
#include "bench/harness/compare.h"

#include <gtest/gtest.h>

#include "tests/support/text.h"
#include "tests/unit/bench/reports.h"

namespace wildcat::program::bench {
namespace {

using test::report;
using test::row;
using wildcat::test::has;

Estimate about(double mean, double half) { return {mean, mean - half, mean + half, {mean, mean}}; }

TEST(Trend, OverlappingIntervalsAreNoDifference) {
  EXPECT_EQ(trend(about(100, 6), about(90, 6)), Trend::same);
  EXPECT_EQ(trend(about(90, 6), about(100, 6)), Trend::same);
}

TEST(Trend, SeparateIntervalsAreADifference) {
  EXPECT_EQ(trend(about(100, 2), about(90, 2)), Trend::slower);
  EXPECT_EQ(trend(about(90, 2), about(100, 2)), Trend::faster);
}

TEST(Trend, UpToOnePercentIsNone) {
  EXPECT_EQ(trend(about(1000, 0.1), about(990, 0.1)), Trend::same);
  EXPECT_EQ(trend(about(1000, 0.1), about(1010, 0.1)), Trend::same);
  EXPECT_EQ(trend(about(1000, 0.1), about(989, 0.1)), Trend::slower);
  EXPECT_EQ(trend(about(1000, 0.1), about(1011, 0.1)), Trend::faster);
}

TEST(Compare, RowsAreMatchedByDeviceKernelAndVersions) {
  Report before = report({row("avx2", 1, about(10, 0)), row("avx2", 8, about(20, 0))});
  Report now = report(
      {row("avx2", 8, about(20, 0)), row("sse2", 1, about(5, 0)), row("avx2", 1, about(10, 0))});
  now.kernels.push_back(row("avx2", 1, about(1, 0)));
  now.kernels.back().device = "cpu:1";
  const Comparison comparison = compare(before, now);
  EXPECT_EQ(comparison.changes.size(), 2u);
  EXPECT_EQ(comparison.only_now.size(), 2u);
  EXPECT_TRUE(comparison.only_before.empty());
  EXPECT_FALSE(comparison.regression());
  EXPECT_TRUE(has(comparison_text(comparison, before, now), "No significant regression."));
}

TEST(Compare, OneSlowerRowIsARegressionWhateverIsFaster) {
  const Report before = report({row("avx2", 1, about(10, 0.1)), row("avx2", 8, about(20, 0.1))});
  const Report now = report({row("avx2", 1, about(8, 0.1)), row("avx2", 8, about(40, 0.1))});
  const Comparison comparison = compare(before, now);
  EXPECT_TRUE(comparison.regression());
  const std::string text = comparison_text(comparison, before, now);
  EXPECT_TRUE(has(text, "-20.0 %  SLOWER")) << text;
  EXPECT_TRUE(has(text, "+100.0 %  faster")) << text;
}

TEST(Compare, NothingInCommonIsSaid) {
  const Report before = report({row("avx2", 1, about(10, 0))});
  const Report now = report({row("sse2", 1, about(10, 0))});
  const Comparison comparison = compare(before, now);
  EXPECT_FALSE(comparison.regression());
  EXPECT_TRUE(has(comparison_text(comparison, before, now), "no row in common"));
}

TEST(Compare, DigestsOfTheSameWorkMustBeTheSame) {
  const Report before = report({});
  Report now = before;
  EXPECT_FALSE(compare(before, now).other_digest);
  now.digest.sha256[0] = 'b';
  EXPECT_TRUE(compare(before, now).other_digest);
  now.digest.hashes = 2000;
  EXPECT_FALSE(compare(before, now).other_digest) << "other work";
  EXPECT_TRUE(compare(before, now).other_work);
}

}  // namespace
}  // namespace wildcat::program::bench
