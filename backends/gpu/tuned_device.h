// SPDX-License-Identifier: MIT
// A GPU that can be driven in several ways. prepare() finds the best one; from then on it is a
// GPU like any other.
#pragma once

#include <memory>
#include <string>

#include "backends/gpu/gpu_device.h"
#include "backends/gpu/tuning.h"

namespace wildcat::gpu {

class TunedDevice final : public Device {
 public:
  /// The ways are tried in this order. An empty list is a device that cannot be used, because of
  /// `obstacle`.
  TunedDevice(DeviceInfo info, std::vector<Way> ways, const ScannerSettings& settings,
              TuningOptions options, std::string obstacle = {});

  const DeviceInfo& info() const override { return info_; }
  std::uint32_t scanners() const override { return 1; }
  Result<void> prepare() override;
  /// A device that cannot be made ready reports both kernels with the reason. Unless `measure`, one
  /// that is ready is not touched: it has passed its tests. With it, the setting says what was
  /// tried in vain.
  std::vector<KernelReport> kernels(bool measure) override;
  KernelUse kernel() const override;
  Result<std::unique_ptr<Scanner>> open(std::uint32_t index) override;

 private:
  Result<void> get_ready();
  std::vector<KernelReport> unusable(const Error& why) const;

  const DeviceInfo info_;
  const std::vector<Way> ways_;
  ScannerSettings settings_;
  const TuningOptions options_;
  const std::string obstacle_;
  const bool both_allowed_;            ///< not the single search alone
  std::unique_ptr<GpuDevice> device_;  ///< once it is ready; until then every call tries again
  std::uint32_t group_ = 0;
  std::string setting_;
  std::string rejected_;  ///< why other ways were not taken, when they were tried
};

}  // namespace wildcat::gpu
