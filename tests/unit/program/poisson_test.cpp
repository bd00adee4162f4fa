// SPDX-License-Identifier: MIT
// Poisson statistics against Boost's distributions and by simulation.
#include "miner/run/poisson.h"

#include <gtest/gtest.h>

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/poisson.hpp>
#include <random>

namespace wildcat::program {
namespace {

TEST(Poisson, IntervalsAreTheExactOnes) {
  for (const std::uint64_t n :
       {0, 1, 2, 3, 5, 10, 37, 100, 1000, 9'999, 10'000, 10'001, 123'456, 50'000'000}) {
    const auto interval = poisson_interval(n);
    const auto count = static_cast<double>(n);
    const double high = quantile(boost::math::chi_squared(2 * count + 2), 0.975) / 2;
    EXPECT_NEAR(interval.high, high, 1e-6 * high) << n;
    if (n == 0) {
      EXPECT_EQ(interval.low, 0);
      continue;
    }
    const double low = quantile(boost::math::chi_squared(2 * count), 0.025) / 2;
    EXPECT_NEAR(interval.low, low, 1e-6 * low) << n;
  }
}

TEST(Poisson, HugeCountsStayFinite) {
  const auto interval = poisson_interval(std::uint64_t{1} << 60);
  EXPECT_LT(interval.low, 0x1p60);
  EXPECT_GT(interval.high, 0x1p60);
}

TEST(Poisson, TailsAgreeWithBoost) {
  std::mt19937_64 random(40);
  for (int i = 0; i < 3'000; ++i) {
    const double mean = std::exp(std::uniform_real_distribution<>(-3, 9)(random));
    const auto n = std::poisson_distribution<std::uint64_t>(mean)(random) + random() % 3;
    const boost::math::poisson exact(mean);
    const double at_most = cdf(exact, static_cast<double>(n));
    ASSERT_NEAR(poisson_at_most(n, mean), at_most, 1e-9 + 1e-6 * at_most) << n << " " << mean;
    const double at_least = n == 0 ? 1 : cdf(complement(exact, static_cast<double>(n - 1)));
    ASSERT_NEAR(poisson_at_least(n, mean), at_least, 1e-9 + 1e-6 * at_least) << n << " " << mean;
  }
}

TEST(Poisson, FarTailsKeepTheirSize) {
  const boost::math::poisson exact(100);
  EXPECT_NEAR(poisson_at_least(250, 100) / cdf(complement(exact, 249.0)), 1, 1e-6);
  EXPECT_NEAR(poisson_at_most(20, 100) / cdf(exact, 20.0), 1, 1e-6);
  EXPECT_LT(poisson_p_value(0, 1000), 1e-300);
  EXPECT_LT(poisson_p_value(20'000, 10'000), 1e-300);
}

TEST(Poisson, PValuesAreTwoSidedAndAtMostOne) {
  EXPECT_EQ(poisson_p_value(100, 100), 1);
  EXPECT_LE(poisson_p_value(0, 0.001), 1);
  EXPECT_NEAR(poisson_p_value(0, 3), 2 * std::exp(-3.0), 1e-12);
  EXPECT_LT(poisson_p_value(50, 100), 1e-5);
  EXPECT_LT(poisson_p_value(160, 100), 1e-5);
}

TEST(Poisson, FairCountsAreRarelyCalledUnfair) {
  // With a fixed seed this is one sample: 5 % of 20,000 fair counts lie below p = 0.05, or fewer
  // because counts are discrete; 6.5 % would be ten standard deviations off.
  std::mt19937_64 random(41);
  std::poisson_distribution<std::uint64_t> fair(400);
  int unlikely = 0;
  for (int i = 0; i < 20'000; ++i) unlikely += poisson_p_value(fair(random), 400) < 0.05 ? 1 : 0;
  EXPECT_GT(unlikely, 700);
  EXPECT_LT(unlikely, 1300);
}

TEST(Poisson, PValuesOfLargeCountsAgreeWithBoost) {
  for (const std::uint64_t n : {9'000, 9'999, 10'000, 10'001, 20'000, 5'000'000}) {
    for (const double sigmas : {-4.0, -2.0, -0.5, 0.5, 2.0, 4.0}) {
      const auto count = static_cast<double>(n);
      const double mean = count + sigmas * std::sqrt(count);
      const boost::math::poisson exact(mean);
      const double p = 2 * std::min(cdf(exact, count), cdf(complement(exact, count - 1)));
      EXPECT_NEAR(poisson_p_value(n, mean) / p, 1, 1e-3) << n << " " << sigmas;
    }
  }
}

}  // namespace
}  // namespace wildcat::program
