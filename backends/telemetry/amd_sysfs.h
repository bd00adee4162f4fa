// SPDX-License-Identifier: MIT
// The sensors of AMD's cards as the Linux driver amdgpu shows them in sysfs (the kernel's
// documentation: gpu/amdgpu/thermal, hwmon/sysfs-interface).
#pragma once

#include <optional>
#include <string>

#include "wildcat/telemetry.h"

namespace wildcat {

/// Reads below `root`/bus/pci/devices/`pci`. Empty: there is no hwmon folder of amdgpu there. Any
/// thread.
std::optional<DeviceReading> read_amd_sensors(const std::string& root, const std::string& pci);

}  // namespace wildcat
