// SPDX-License-Identifier: MIT
// The two forms of `wildcat devices`. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "miner/devices/device_list.h"
#include "miner/output/console.h"
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

/// All that `wildcat devices` tells.
struct DeviceListing {
  std::vector<DeviceKernels> devices;
  std::vector<std::string> idle = {};  ///< one sentence on each device that could be used
  std::vector<Missing> missing = {};
};

/// "passed", "failed", "not runnable".
const char* to_string(SelfTest outcome);
/// An aligned table, and below it what is idle and missing; `console` says whether it is coloured.
std::string device_table(const DeviceListing& listing, const Console& console);
/// The same as one JSON object: docs/schemas/devices.schema.json.
std::string device_json(const DeviceListing& listing);

}  // namespace wildcat::program
