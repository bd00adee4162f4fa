// SPDX-License-Identifier: MIT
// Which kernels may be used on this machine, how each did in its self-test, how fast each is, and
// which one serves headers with how many versions. Made once per start; afterwards immutable.
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "backends/cpu/calibration.h"
#include "backends/cpu/cpu_features.h"
#include "wildcat/cpu.h"
#include "wildcat/device.h"

namespace wildcat {

/// What the backend depends on. Tests bring their own.
struct CpuEnvironment {
  std::vector<const wildcat_cpu_kernel*> kernels;
  CpuInfo cpu;
  std::filesystem::path root;  ///< where proc and sys are: "/"
};

/// This program on this machine.
CpuEnvironment this_machine();

/// One variant and how it did.
struct VariantReport {
  ScanVariant variant;
  SelfTest self_test = SelfTest::not_runnable;
  std::string reason;            ///< why not passed
  double hashes_per_second = 0;  ///< 0 unless passed
};

/// The choice by log2 of versions: entry k is the best variant of at most 2^k versions.
using VariantChoice = std::array<MeasuredVariant, WILDCAT_CPU_SCANS>;

/// The outcome.
struct KernelPlan {
  std::vector<VariantReport> variants;  ///< in table order, versions ascending
  VariantChoice best;
};

/// Asks the features, runs the self-tests, then takes the rates from the calibration file or by a
/// sprint of at most 5 ms (saved to the file; a failure to save is no failure), and chooses. With
/// `options.versions` set, headers with at least so many versions are served by that variant,
/// others by the best smaller one. With `options.quick_start` and a calibration file that knows
/// this machine, only what is chosen is tested and reported. Errors: unknown kernel (not_found),
/// kernel not runnable here (not_runnable), versions no kernel offers (invalid_argument),
/// self_test_failed.
Result<KernelPlan> make_kernel_plan(const CpuEnvironment& environment, const CpuOptions& options);

}  // namespace wildcat
