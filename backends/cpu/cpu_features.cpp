// SPDX-License-Identifier: MIT
// What a kernel needs against what a processor has; the questions to the processor are in
// cpu_detect.cpp.
#include "backends/cpu/cpu_features.h"

#include <iterator>

namespace wildcat {
namespace {

std::string missing_from(CpuFeatureSet needs, CpuFeatureSet have) {
  std::string list;
  for (unsigned i = 0; i < cpu_features; ++i) {
    const auto feature = static_cast<CpuFeature>(i);
    if (!needs.has(feature) || have.has(feature)) continue;
    if (!list.empty()) list += ", ";
    list += to_string(feature);
  }
  return list;
}

}  // namespace

const char* to_string(CpuFeature feature) {
  constexpr const char* names[] = {"sse2",     "ssse3",    "sse4.1", "avx2", "avx512f", "avx512bw",
                                   "avx512vl", "avx512dq", "sha_ni", "neon", "sha2",    "sha3"};
  static_assert(std::size(names) == cpu_features);
  return names[static_cast<unsigned>(feature)];
}

std::string why_not_runnable(CpuFeatureSet needs, CpuFeatureSet have) {
  const std::string missing = missing_from(needs, have);
  return missing.empty() ? "" : "the CPU or the OS lacks " + missing;
}

bool cpu_kernel_runnable(const wildcat_cpu_kernel& kernel, CpuFeatureSet have,
                         std::string* reason) {
  const std::string why = why_not_runnable(CpuFeatureSet::from_bits(kernel.features), have);
  if (reason != nullptr) *reason = why;
  return why.empty();
}

bool cpu_kernel_runnable(const wildcat_cpu_kernel& kernel, std::string* reason) {
  return cpu_kernel_runnable(kernel, detect_cpu().features, reason);
}

}  // namespace wildcat
