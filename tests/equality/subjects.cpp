// SPDX-License-Identifier: MIT
// Makes the list of scans to test from the table of kernels.
#include "tests/equality/subjects.h"

#include <utility>

#include "backends/cpu/cpu_features.h"
#include "backends/cpu/kernel_table.h"

namespace wildcat::equality {

std::vector<Subject> subjects_of(const wildcat_cpu_kernel& kernel) {
  std::vector<Subject> subjects;
  for (std::uint32_t log2 = 0; log2 < WILDCAT_CPU_SCANS; ++log2) {
    if (kernel.scan[log2] == nullptr) continue;
    const std::uint32_t versions = 1u << log2;
    std::string name = kernel.name;
    if (versions > 1) name.append("x").append(std::to_string(versions));
    subjects.push_back({std::move(name), kernel.lanes, versions, kernel.scan[log2]});
  }
  return subjects;
}

std::vector<const wildcat_cpu_kernel*> runnable_kernels() {
  std::vector<const wildcat_cpu_kernel*> runnable;
  for (std::uint32_t i = 0; i < wildcat_cpu_kernels_count; ++i) {
    if (cpu_kernel_runnable(*wildcat_cpu_kernels[i], nullptr))
      runnable.push_back(wildcat_cpu_kernels[i]);
  }
  return runnable;
}

}  // namespace wildcat::equality
