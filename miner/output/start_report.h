// SPDX-License-Identifier: MIT
// What a run says before it begins: devices, pool, limits, seed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "miner/devices/device_list.h"
#include "miner/options/mine_options.h"
#include "miner/output/console.h"
#include "miner/output/event_log.h"

namespace wildcat::program {

/// A line per device.
void announce_devices(Console& console, const std::vector<DeviceUse>& devices);

/// What is told of a run that has a pool.
struct StartReport {
  const MineOptions& options;
  const std::vector<DeviceUse>& devices;
  bool practice = false;  ///< the pool is inside this process
  std::uint64_t seed = 0;
};
/// On the console, and as the event `start`.
void announce(Console& console, EventLog& events, const StartReport& report);

}  // namespace wildcat::program
