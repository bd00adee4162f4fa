// SPDX-License-Identifier: MIT
// The rules that connect kernel names and features; the questions to the processor are in
// cpu_detect.cpp.
#include "backends/cpu/cpu_features.h"

#include <iterator>

namespace wildcat {
namespace {

struct NameRule {
  std::string_view token;
  CpuFeatureSet needs;
};

using F = CpuFeature;
constexpr NameRule name_rules[] = {
    {"scalar", {}},
    {"sse2", {F::sse2}},
    {"ssse3", {F::sse2, F::ssse3}},
    {"sse41", {F::sse2, F::ssse3, F::sse41}},
    {"sse4_1", {F::sse2, F::ssse3, F::sse41}},
    {"avx2", {F::avx2}},
    {"avx512", {F::avx2, F::avx512f, F::avx512bw, F::avx512vl, F::avx512dq}},
    {"sha_ni", {F::sse2, F::ssse3, F::sse41, F::sha_ni}},
    {"neon", {F::neon}},
    {"arm_sha2", {F::neon, F::arm_sha2}},
    {"sha3", {F::neon, F::arm_sha3}},
};

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

std::optional<CpuFeatureSet> features_needed(std::string_view kernel_name) {
  std::optional<CpuFeatureSet> needs;
  for (const NameRule& rule : name_rules) {
    if (kernel_name.find(rule.token) == std::string_view::npos) continue;
    needs = needs.value_or(CpuFeatureSet{}).plus(rule.needs);
  }
  return needs;
}

bool cpu_kernel_runnable(const wildcat_cpu_kernel& kernel, CpuFeatureSet have,
                         std::string* reason) {
  const auto needs = features_needed(kernel.name);
  std::string why;
  if (!needs) {
    why = "its name does not say which CPU features it needs";
  } else if (std::string missing = missing_from(*needs, have); !missing.empty()) {
    why = "the CPU or the OS lacks " + missing;
  }
  if (reason != nullptr) *reason = why;
  return why.empty();
}

bool cpu_kernel_runnable(const wildcat_cpu_kernel& kernel, std::string* reason) {
  return cpu_kernel_runnable(kernel, detect_cpu().features, reason);
}

}  // namespace wildcat
