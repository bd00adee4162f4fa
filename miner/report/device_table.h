// SPDX-License-Identifier: MIT
// The two forms of `wildcat devices`. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "miner/report/console.h"
#include "wildcat/device.h"
#include "wildcat/telemetry.h"

namespace wildcat::program {

/// One device and what its kernels did.
struct DeviceKernels {
  DeviceInfo info;
  std::uint32_t scanners = 0;
  std::vector<KernelReport> kernels;
  bool used = true;  ///< mining with the same options would use it
  std::optional<DeviceReading> sensors = {};
};

/// "passed", "failed", "not runnable".
const char* to_string(SelfTest outcome);
/// An aligned table; `console` says whether it is coloured.
std::string device_table(const std::vector<DeviceKernels>& devices, const Console& console);
/// A JSON array, one object a line, per device and kernel: docs/schemas/devices.schema.json.
std::string device_json(const std::vector<DeviceKernels>& devices);

}  // namespace wildcat::program
