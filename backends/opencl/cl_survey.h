// SPDX-License-Identifier: MIT
// Which OpenCL devices there are. Every platform is asked; what one of them gets wrong becomes a
// note and hides nothing of the others.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "backends/opencl/cl_api.h"
#include "wildcat/device.h"

namespace wildcat::opencl {

/// A device that can be used, and what decides how.
struct ClDeviceFacts {
  cl_platform_id platform = nullptr;
  cl_device_id id = nullptr;
  std::string platform_name;
  std::string name;  ///< for people
  std::string vendor;
  std::string driver;  ///< platform and driver version
  std::string uuid;    ///< hex; empty where the driver does not tell
  std::string pci;     ///< "0000:65:00.0", likewise
  std::string extensions;
  DeviceKind kind = DeviceKind::other;
  std::uint32_t compute_units = 1;
  std::size_t work_group = 1;      ///< most work-items of a group
  std::uint64_t local_memory = 0;  ///< bytes

  bool has(const std::string& extension) const;
};

/// What was found, and one sentence about everything that was not usable.
struct ClSurvey {
  std::vector<ClDeviceFacts> devices;
  std::vector<std::string> notes;
};

/// Asks all platforms in the loader's order.
ClSurvey survey(const ClApi& api);

/// The PCI address that the driver tells through one of three extensions; empty when it does not.
std::string pci_address(const ClApi& api, const ClDeviceFacts& device);

/// "0000:65:00.0".
std::string pci_text(unsigned domain, unsigned bus, unsigned device, unsigned function);

}  // namespace wildcat::opencl
