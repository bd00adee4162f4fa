// SPDX-License-Identifier: MIT
// The list of backends that the program has: one row each, and nothing else in the program knows
// them by name. Apart from the list of devices (device_list.h), which only asks them.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "miner/devices/device_settings.h"
#include "wildcat/device.h"

namespace wildcat::program {

/// One backend.
struct BackendRow {
  const char* name;  ///< DeviceInfo::backend
  DeviceKind kind;   ///< what it is made for: the processor itself, or hardware beside it
  bool DeviceSettings::* excluded;  ///< set: it is not asked at all
  std::unique_ptr<Backend> (*make)(const DeviceSettings& settings);
};

/// All of them, the processor's first.
std::span<const BackendRow> known_backends();

/// The processor driven by the backend that is made for it, and not by a graphics driver that
/// computes there (PoCL).
bool is_own_processor(const DeviceInfo& device);

/// Those for hardware beside the processor that the settings do not rule out.
std::vector<std::shared_ptr<Backend>> wanted_accelerators(const DeviceSettings& settings);
/// The processor's; null when the settings rule it out.
std::unique_ptr<Backend> wanted_processor(const DeviceSettings& settings);
/// The processor's without a look at the machine's layout: ready within milliseconds.
std::unique_ptr<Backend> quick_processor(const DeviceSettings& settings);

}  // namespace wildcat::program
