// SPDX-License-Identifier: MIT
// Mean and confidence interval by Student's t.
#include "bench/harness/statistics.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>

namespace wildcat::program::bench {

Estimate estimate(std::vector<double> samples) {
  const auto n = static_cast<double>(samples.size());
  const double mean = std::accumulate(samples.begin(), samples.end(), 0.0) / n;
  double half = mean;
  if (samples.size() > 1) {
    double squares = 0;
    for (const double sample : samples) squares += (sample - mean) * (sample - mean);
    const double two_sided = 0.975;
    const double t = boost::math::quantile(boost::math::students_t(n - 1), two_sided);
    half = t * std::sqrt(squares / (n - 1) / n);
  }
  return {mean, std::max(0.0, mean - half), mean + half, std::move(samples)};
}

double quantile(const std::vector<double>& sorted, double part) {
  const double rank = std::ceil(part * static_cast<double>(sorted.size()));
  return sorted[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
}

double spread(const Estimate& estimate) {
  return estimate.mean > 0 ? (estimate.high - estimate.low) / 2 / estimate.mean : 0;
}

}  // namespace wildcat::program::bench
