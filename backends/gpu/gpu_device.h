// SPDX-License-Identifier: MIT
// One GPU as a Device, whatever its programming interface: a queue is opened, tried, and given to a
// scanner.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "backends/gpu/gpu_scanner.h"

namespace wildcat::gpu {

/// What is known of a GPU before it is opened.
struct GpuProfile {
  DeviceInfo info;
  /// Opens the device for one scanner, on the calling thread.
  std::function<Result<std::unique_ptr<LaunchQueue>>()> open_queue;
  ScannerSettings settings;
};

/// The names of the searches, by which a caller may ask for one.
inline constexpr const char* single_name = "single";
inline constexpr const char* version_major_name = "version_major";
inline constexpr const char* search_name(bool version_major) {
  return version_major ? version_major_name : single_name;
}

class GpuDevice final : public Device {
 public:
  explicit GpuDevice(GpuProfile profile) : profile_(std::move(profile)) {}

  const DeviceInfo& info() const override { return profile_.info; }
  std::uint32_t scanners() const override { return 1; }
  /// Opens and tries it. Errors: as open().
  Result<void> prepare() override;
  /// A device that does not open reports both kernels as not runnable, with the reason.
  std::vector<KernelReport> kernels(bool measure) override;
  /// The same of kernels that are known to have passed: the device is not touched. `group`: threads
  /// of its blocks.
  std::vector<KernelReport> proven_kernels(std::uint32_t group) const;
  KernelUse kernel() const override;
  /// Errors: the queue's, or self_test_failed.
  Result<std::unique_ptr<Scanner>> open(std::uint32_t index) override;

 private:
  Result<std::unique_ptr<GpuScanner>> open_scanner(bool version_major) const;
  KernelReport report(bool version_major, bool measure) const;
  KernelReport proven(bool version_major, std::uint32_t versions) const;

  GpuProfile profile_;
};

}  // namespace wildcat::gpu
