// SPDX-License-Identifier: MIT
// A kernel together with a number of versions: the thing that is tested, timed and chosen.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "backends/cpu/cpu_kernel.h"

namespace wildcat {

/// Kernels to choose from; they outlive whoever holds the table.
using KernelTable = std::span<const wildcat_cpu_kernel* const>;

/// The kernels that were compiled in, in the order of the build file.
std::vector<const wildcat_cpu_kernel*> compiled_kernels();

/// One way to scan. Value type; scan() is not null in any variant that variants_of() makes.
struct ScanVariant {
  const wildcat_cpu_kernel* kernel = nullptr;
  unsigned log2_versions = 0;

  std::uint32_t versions() const { return 1u << log2_versions; }
  std::uint32_t lanes() const { return kernel->lanes; }
  wildcat_cpu_scan scan() const { return kernel->scan[log2_versions]; }
  /// "avx2" for one version, "avx2x8" for eight.
  std::string name() const {
    std::string text = kernel->name;
    if (versions() > 1) text.append("x").append(std::to_string(versions()));
    return text;
  }
};

/// Every variant that a kernel offers.
inline std::vector<ScanVariant> variants_of(const wildcat_cpu_kernel& kernel) {
  std::vector<ScanVariant> all;
  for (unsigned k = 0; k < WILDCAT_CPU_SCANS; ++k)
    if (kernel.scan[k] != nullptr) all.push_back({&kernel, k});
  return all;
}

/// Which entry of a table by log2 of versions serves a header with so many versions: the floor of
/// the logarithm, and the last entry for everything above.
inline unsigned scan_index(std::uint32_t versions) {
  const auto log2 = static_cast<unsigned>(std::bit_width(std::max(versions, 1u)) - 1);
  return std::min<unsigned>(log2, WILDCAT_CPU_SCANS - 1);
}

}  // namespace wildcat
