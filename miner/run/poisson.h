// SPDX-License-Identifier: MIT
// The statistics of rare independent events: are the finds as many as they should be, and what rate
// do the accepted shares imply? On the program's side, because the engine keeps counts and expected
// values and needs no special functions.
#pragma once

#include <cstdint>
#include <optional>

#include "wildcat/stats.h"

namespace wildcat::program {

/// Probability that a Poisson variable of mean `mean` (at least 0) is <= count.
double poisson_at_most(std::uint64_t count, double mean);

/// Probability that it is >= count.
double poisson_at_least(std::uint64_t count, double mean);

/// Two-sided probability of a deviation as large as `count` from `expected` (positive), if nothing
/// is wrong: twice the smaller tail, at most 1.
double poisson_p_value(std::uint64_t count, double expected);

/// 95 % confidence interval of a Poisson mean after a count of events.
struct PoissonInterval {
  double low = 0;   ///< lower end
  double high = 0;  ///< upper end
};
/// The central interval (Garwood's); from 0 when nothing was counted.
PoissonInterval poisson_interval(std::uint64_t count);

/// That of a device's candidates against the expected ones. Empty below 10 expected: so few say
/// nothing.
std::optional<double> candidates_p_value(const DeviceStats& device);

/// A rate implied by counted random events, with the central 95 % confidence interval of the
/// Poisson count.
struct ImpliedRate {
  double hashes_per_second = 0;  ///< the likeliest
  double low = 0;                ///< the interval's lower end, hashes per second
  double high = 0;               ///< its upper end
};
/// The rate that the accepted shares imply. Empty before the first.
std::optional<ImpliedRate> implied_rate(const Stats& stats);

}  // namespace wildcat::program
