// SPDX-License-Identifier: MIT
// What the processor says, against what Linux says of it; and which kernels that allows.
#include "backends/cpu/cpu_features.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include "backends/cpu/core_clock.h"
#include "backends/cpu/scan_variant.h"
#include "test_kernels.h"

namespace wildcat::test {
namespace {

using F = CpuFeature;

#if defined(__x86_64__)
// The first processor of /proc/cpuinfo.
std::map<std::string, std::string> linux_cpuinfo() {
  std::map<std::string, std::string> fields;
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line) && !line.empty();) {
    const auto colon = line.find(':');
    if (colon == std::string::npos) continue;
    const auto end = line.find_last_not_of("\t ", colon - 1);
    fields[line.substr(0, end + 1)] = colon + 2 <= line.size() ? line.substr(colon + 2) : "";
  }
  return fields;
}

TEST(CpuFeatures, AgreeWithLinux) {
  const auto linux = linux_cpuinfo();
  ASSERT_TRUE(linux.contains("flags"));
  const std::string flags = " " + linux.at("flags") + " ";
  const CpuInfo cpu = detect_cpu();
  const std::pair<F, std::string> names[] = {
      {F::sse2, "sse2"},         {F::ssse3, "ssse3"},       {F::sse41, "sse4_1"},
      {F::avx2, "avx2"},         {F::avx512f, "avx512f"},   {F::avx512bw, "avx512bw"},
      {F::avx512vl, "avx512vl"}, {F::avx512dq, "avx512dq"}, {F::sha_ni, "sha_ni"}};
  for (const auto& [feature, flag] : names)
    EXPECT_EQ(cpu.features.has(feature), flags.find(" " + flag + " ") != std::string::npos) << flag;
  EXPECT_FALSE(cpu.features.has(F::neon));
  EXPECT_FALSE(cpu.features.has(F::arm_sha2));
  EXPECT_FALSE(cpu.features.has(F::arm_sha3));
  EXPECT_EQ(std::to_string(cpu.family), linux.at("cpu family"));
  EXPECT_EQ(std::to_string(cpu.model), linux.at("model"));
  EXPECT_EQ(std::to_string(cpu.stepping), linux.at("stepping"));
}
#endif

TEST(CpuFeatures, BrandIsForPeople) {
  const std::string brand = detect_cpu().brand;
  ASSERT_FALSE(brand.empty());
  EXPECT_NE(brand.front(), ' ');
  EXPECT_NE(brand.back(), ' ');
  EXPECT_EQ(brand.find('\0'), std::string::npos);
}

TEST(CpuFeatures, SetsBehaveLikeSets) {
  const CpuFeatureSet set{F::sse2, F::avx2};
  EXPECT_TRUE(set.has(F::avx2));
  EXPECT_FALSE(set.has(F::sha_ni));
  EXPECT_EQ(set.without(F::avx2), CpuFeatureSet{F::sse2});
  EXPECT_EQ(set.without(F::neon), set);
  EXPECT_EQ(set.without(F::avx2).plus({F::avx2}), set);
}

CpuFeatureSet needs_of(const wildcat_cpu_kernel& kernel) {
  return CpuFeatureSet::from_bits(kernel.features);
}

TEST(CpuFeatures, EveryCompiledKernelNeedsWhatItsRowSays) {
  std::map<std::string, CpuFeatureSet> needs;
  for (const wildcat_cpu_kernel* kernel : compiled_kernels())
    needs[kernel->name] = needs_of(*kernel);
  EXPECT_EQ(needs.at("scalar"), CpuFeatureSet{});
#if defined(__x86_64__)
  EXPECT_EQ(needs.at("avx2"), CpuFeatureSet{F::avx2});
  EXPECT_TRUE(needs.at("sha_ni").has(F::sha_ni));
  EXPECT_TRUE(needs.at("avx512").has(F::avx512vl));
  EXPECT_TRUE(needs.at("sha_ni_avx512").has(F::sha_ni) &&
              needs.at("sha_ni_avx512").has(F::avx512f));
#else
  EXPECT_EQ(needs.at("neon_sha3"), (CpuFeatureSet{F::neon, F::arm_sha3}));
#endif
}

TEST(CpuFeatures, EachMissingFeatureStopsTheKernelAndIsNamed) {
  CpuFeatureSet everything;
  for (unsigned i = 0; i < cpu_features; ++i) everything.set(static_cast<F>(i));
  std::vector<wildcat_cpu_kernel> kernels{
      test_kernel<Right>("arm", WILDCAT_CPU_NEEDS_neon | WILDCAT_CPU_NEEDS_arm_sha2)};
  for (const wildcat_cpu_kernel* kernel : compiled_kernels()) kernels.push_back(*kernel);
  for (const wildcat_cpu_kernel& kernel : kernels) {
    std::string reason = "old";
    EXPECT_TRUE(cpu_kernel_runnable(kernel, everything, &reason)) << kernel.name;
    EXPECT_EQ(reason, "");
    for (unsigned i = 0; i < cpu_features; ++i) {
      const auto feature = static_cast<F>(i);
      const bool needed = needs_of(kernel).has(feature);
      EXPECT_EQ(cpu_kernel_runnable(kernel, everything.without(feature), &reason), !needed)
          << kernel.name;
      EXPECT_EQ(reason, needed ? "the CPU or the OS lacks " + std::string(to_string(feature)) : "");
    }
  }
}

TEST(CpuFeatures, WhatNeedsNothingRunsEverywhereWhateverItsName) {
  EXPECT_TRUE(cpu_kernel_runnable(right_kernel, nullptr));
  EXPECT_TRUE(cpu_kernel_runnable(right_kernel, CpuFeatureSet{}, nullptr));
  EXPECT_TRUE(cpu_kernel_runnable(test_kernel<Right>("avx512"), CpuFeatureSet{}, nullptr));
  std::string reason;
  EXPECT_FALSE(cpu_kernel_runnable(test_kernel<Right>("scalar", WILDCAT_CPU_NEEDS_avx2),
                                   CpuFeatureSet{}, &reason));
  EXPECT_NE(reason.find("avx2"), std::string::npos);
}

TEST(CoreClock, IsAFrequencyInHertz) {
  const double hz = core_clock_hz();
  // Wide enough for emulators and for a core shared with many others: it is the unit that is
  // tested.
  EXPECT_GT(hz, 1e6);
  EXPECT_LT(hz, 2e10);
}

}  // namespace
}  // namespace wildcat::test
