// SPDX-License-Identifier: MIT
// What the equality cases are run on: one scan of one kernel, taken from the table, so that a new
// kernel is tested with no new line of test.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "backends/cpu/cpu_kernel.h"

namespace wildcat::equality {

/// A scan for a fixed number of versions.
struct Subject {
  std::string name;            ///< "avx2", "avx2x8"
  std::uint32_t lanes = 1;     ///< nonces per batch
  std::uint32_t versions = 1;  ///< midstates it reads
  wildcat_cpu_scan scan = nullptr;
};

/// Every scan of `kernel`, fewest versions first.
std::vector<Subject> subjects_of(const wildcat_cpu_kernel& kernel);

/// The kernels that were compiled and can run on this machine.
std::vector<const wildcat_cpu_kernel*> runnable_kernels();

}  // namespace wildcat::equality
