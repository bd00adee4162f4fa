// SPDX-License-Identifier: MIT
// The list of backends (one line each), and the user's choice among what they find.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "miner/options/mine_options.h"
#include "wildcat/device.h"
#include "wildcat/miner.h"

namespace wildcat::program {

/// What was found, and what the user should know about it.
struct DeviceList {
  std::vector<std::unique_ptr<Device>> devices;
  std::vector<std::string> warnings;
};

/// Asks every backend and keeps what --devices names. Errors: the backends' own (see
/// exit_code_for_device_error), or not_runnable when nothing usable is left.
Result<DeviceList> find_devices(const WorkOptions& options);

/// The processor alone, without a look at the machine's layout or at any other backend: ready
/// within milliseconds. Errors as for find_devices.
Result<DeviceList> find_processor(const WorkOptions& options);

/// A device that a Miner has, as people are told of it.
struct DeviceUse {
  DeviceInfo info;
  std::string kernel;
  std::uint32_t scanners = 0;
};
/// Hands the devices to the miner. Errors: Miner::add_device's.
Result<std::vector<DeviceUse>> hand_over(DeviceList& list, Miner& miner);

/// Keeps the devices named in `wanted` (all when empty), in that order. Error (not_runnable): a
/// name that is not there, with those that are.
Result<std::vector<std::unique_ptr<Device>>> select_devices(
    std::vector<std::unique_ptr<Device>> found, const std::vector<std::string>& wanted);

}  // namespace wildcat::program
