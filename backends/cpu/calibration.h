// SPDX-License-Identifier: MIT
// How fast each variant runs on this machine now. Which kernel wins differs from core to core, so
// it is measured and never assumed.
#pragma once

#include <chrono>
#include <span>
#include <vector>

#include "backends/cpu/scan_variant.h"

namespace wildcat {

/// A variant with its rate on one core.
struct MeasuredVariant {
  ScanVariant variant;
  double hashes_per_second = 0;
};

/// Rates outside of these are no measurements but a broken clock's or a broken file's; hashes per
/// second of one core.
inline constexpr double lowest_rate = 1e3;
inline constexpr double highest_rate = 1e10;

/// The rate of one variant on the calling thread: the best of several slices that together take
/// about `budget` of CPU time (never less than a batch), kept within the bounds above. Hashes a
/// header with the mask of difficulty 1.
double measure_rate(const ScanVariant& variant, std::chrono::nanoseconds budget);

/// Rates of all, in their order, within about `budget` of CPU time altogether. Each is looked at
/// several times with all others in between: what disturbs the machine for a moment disturbs
/// neighbours alike, and must not decide between them.
std::vector<MeasuredVariant> sprint(std::span<const ScanVariant> variants,
                                    std::chrono::nanoseconds budget);

}  // namespace wildcat
