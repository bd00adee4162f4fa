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

/// The rate of one variant on the calling thread: the best of several slices that together take
/// about `budget` of CPU time (never less than a batch). Hashes a real header with the mask of
/// difficulty 1.
double measure_rate(const ScanVariant& variant, std::chrono::nanoseconds budget);

/// Rates of all, in their order, within about `budget` of CPU time altogether: half of it for a
/// glance at each, half for a second look at the best four.
std::vector<MeasuredVariant> sprint(std::span<const ScanVariant> variants,
                                    std::chrono::nanoseconds budget);

}  // namespace wildcat
