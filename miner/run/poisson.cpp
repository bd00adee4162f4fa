// SPDX-License-Identifier: MIT
// Poisson tails are incomplete gamma functions: P(X >= n; mean) = P(n, mean). Boost.Math has them;
// what lies beyond a double's range is to be 0 or infinite there, and never an exception.
#include "miner/run/poisson.h"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>

namespace wildcat::program {

namespace {

namespace math = boost::math::policies;
using Policy =
    math::policy<math::domain_error<math::ignore_error>, math::pole_error<math::ignore_error>,
                 math::overflow_error<math::ignore_error>,
                 math::underflow_error<math::ignore_error>,
                 math::evaluation_error<math::ignore_error>, math::promote_double<false>>;

// Below this many expected candidates a deviation says nothing.
constexpr double least_expected = 10;

}  // namespace

double poisson_at_most(std::uint64_t count, double mean) {
  return boost::math::gamma_q(static_cast<double>(count) + 1, mean, Policy());
}

double poisson_at_least(std::uint64_t count, double mean) {
  return count == 0 ? 1 : boost::math::gamma_p(static_cast<double>(count), mean, Policy());
}

double poisson_p_value(std::uint64_t count, double expected) {
  const double tail = std::min(poisson_at_most(count, expected), poisson_at_least(count, expected));
  return std::min(1.0, 2 * tail);
}

PoissonInterval poisson_interval(std::uint64_t count) {
  const auto n = static_cast<double>(count);
  return {count == 0 ? 0 : boost::math::gamma_p_inv(n, 0.025, Policy()),
          boost::math::gamma_p_inv(n + 1, 0.975, Policy())};
}

std::optional<double> candidates_p_value(const DeviceStats& device) {
  if (device.expected_candidates < least_expected) return std::nullopt;
  return poisson_p_value(device.candidates, device.expected_candidates);
}

// Shares may differ in worth, so the interval of their number scales their mean worth.
std::optional<ImpliedRate> implied_rate(const Stats& stats) {
  const double elapsed = stats.elapsed.count();
  if (stats.total.accepted == 0 || elapsed <= 0) return std::nullopt;
  const double worth = stats.total.accepted_hashes;
  const double mean_worth = worth / static_cast<double>(stats.total.accepted);
  const PoissonInterval interval = poisson_interval(stats.total.accepted);
  return ImpliedRate{worth / elapsed, mean_worth * interval.low / elapsed,
                     mean_worth * interval.high / elapsed};
}

}  // namespace wildcat::program
