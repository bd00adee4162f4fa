// SPDX-License-Identifier: MIT
// The processor as a Device, and the Backend around it with the machine passed in.
#pragma once

#include "backends/cpu/kernel_plan.h"
#include "wildcat/cpu.h"
#include "wildcat/device.h"

namespace wildcat {

/// The whole processor: one scanner per CPU.
class CpuDevice final : public Device {
 public:
  /// `options.cpus` is not empty and `options.threads` not 0 any more.
  CpuDevice(std::string brand, KernelPlan plan, CpuOptions options);

  const DeviceInfo& info() const override { return info_; }
  std::uint32_t scanners() const override { return options_.threads; }
  std::vector<KernelReport> kernels(bool measure) override;
  KernelUse kernel() const override;
  Result<std::unique_ptr<Scanner>> open(std::uint32_t index) override;

 private:
  KernelReport report_on(const VariantReport& variant, bool measure) const;
  bool allowed(const KernelReport& report) const;  // by the options

  DeviceInfo info_;
  KernelPlan plan_;
  CpuOptions options_;
};

/// cpu_backend() on a machine that the caller describes, for tests.
std::unique_ptr<Backend> cpu_backend_on(CpuEnvironment environment, CpuOptions options);

}  // namespace wildcat
