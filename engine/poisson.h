// SPDX-License-Identifier: MIT
// The statistics of rare independent events: are the candidates found as many as they should be?
// Pure functions; any thread. See also poisson_interval in wildcat/stats.h.
#pragma once

#include <cstdint>

namespace wildcat {

/// Probability that a Poisson variable of mean `mean` is <= count. Good to about 1e-10 up to 10,000
/// events; above, relatively to about 1e-3 within four standard deviations. Precondition: mean >=
/// 0.
double poisson_at_most(std::uint64_t count, double mean);

/// Probability that it is >= count, likewise.
double poisson_at_least(std::uint64_t count, double mean);

/// Two-sided probability of a deviation as large as `count` from `expected`, if nothing is wrong:
/// twice the smaller tail, at most 1. Precondition: expected > 0.
double poisson_p_value(std::uint64_t count, double expected);

}  // namespace wildcat
