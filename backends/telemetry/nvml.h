// SPDX-License-Identifier: MIT
// NVIDIA's management library, loaded at run time. Its functions and numbers are from NVIDIA's NVML
// API reference; the binary interface of what is used here has been stable since driver 331.
#pragma once

#include <optional>
#include <string>

#include "wildcat/telemetry.h"

namespace wildcat {

/// An open session with the library. Thread rule: one thread at a time.
class Nvml {
 public:
  /// A library that is missing, or does not start, reads nothing.
  explicit Nvml(const std::string& library);
  ~Nvml();
  Nvml(const Nvml&) = delete;
  Nvml& operator=(const Nvml&) = delete;

  std::optional<DeviceReading> read(const std::string& pci) const;

 private:
  using Device = struct NvmlDevice*;
  using Number = unsigned int;
  int (*init_)() = nullptr;
  int (*shutdown_)() = nullptr;
  int (*handle_)(const char* pci, Device* device) = nullptr;
  int (*power_)(Device, Number* milliwatts) = nullptr;
  int (*power_limit_)(Device, Number* milliwatts) = nullptr;
  int (*temperature_)(Device, int sensor, Number* celsius) = nullptr;
  int (*clock_)(Device, int which, Number* mhz) = nullptr;
  int (*throttling_)(Device, unsigned long long* reasons) = nullptr;
  bool running_ = false;
};

}  // namespace wildcat
