// SPDX-License-Identifier: MIT
// A GPU that can be driven in several ways: the best is found out when it is made ready, then it is
// a GPU like any other.
#pragma once

#include <memory>
#include <optional>
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
  /// A device that cannot be made ready reports both kernels with the reason.
  std::vector<KernelReport> kernels(bool measure) override;
  std::string kernel() const override;
  Result<std::unique_ptr<Scanner>> open(std::uint32_t index) override;

 private:
  Result<void> get_ready();
  std::vector<KernelReport> unusable(const Error& why) const;

  const DeviceInfo info_;
  const std::vector<Way> ways_;
  ScannerSettings settings_;
  const TuningOptions options_;
  const std::string obstacle_;
  std::optional<Result<void>> ready_;  ///< what prepare() came to
  std::unique_ptr<GpuDevice> device_;  ///< once it is ready
  std::string setting_;
};

}  // namespace wildcat::gpu
