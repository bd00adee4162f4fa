// SPDX-License-Identifier: MIT
// Histograms of times in classes that double, and the quantiles of what they hold.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "wildcat/stats.h"

namespace wildcat {
namespace {

constexpr double shortest = 10e-6;  // seconds

}  // namespace

void LatencyHistogram::add(Duration time) {
  std::size_t index = 0;
  while (index + 1 < classes && time > limit(index)) ++index;
  ++counts[index];
}

std::uint64_t LatencyHistogram::total() const {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

LatencyHistogram::Duration LatencyHistogram::limit(std::size_t index) {
  return Duration(std::ldexp(shortest, static_cast<int>(std::min(index, classes - 2))));
}

std::optional<LatencyHistogram::Duration> LatencyHistogram::quantile(double part) const {
  const std::uint64_t all = total();
  if (all == 0) return std::nullopt;
  const auto wanted = static_cast<std::uint64_t>(std::ceil(part * static_cast<double>(all)));
  std::uint64_t seen = 0;
  std::size_t index = 0;
  for (; index < classes; ++index)
    if ((seen += counts[index]) >= std::max<std::uint64_t>(wanted, 1)) break;
  return limit(index);
}

}  // namespace wildcat
