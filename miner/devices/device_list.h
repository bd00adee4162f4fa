// SPDX-License-Identifier: MIT
// What the backends find, and which of it is used.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "miner/devices/device_settings.h"
#include "wildcat/device.h"
#include "wildcat/miner.h"

namespace wildcat::program {

/// Why a backend has no device, or not all of them; no fault.
struct Missing {
  std::string backend;
  std::string reason;  ///< one sentence
};
/// "cuda: no CUDA driver: ...".
std::string to_string(const Missing& missing);

/// What was found, and what the user should know about it.
struct DeviceList {
  std::vector<std::unique_ptr<Device>> devices;  ///< those to use, ready to search
  std::vector<std::string> warnings;
  std::vector<std::string> idle;  ///< devices that could be used, and are not
  std::vector<Missing> missing;
};

/// Every device there is, not made ready yet.
struct AllDevices {
  std::vector<std::unique_ptr<Device>> devices;
  std::vector<Missing> missing;
  /// A driver hangs, and so may the ordinary end of the process.
  bool hung = false;
};

/// Asks every backend that the options allow. Errors: the backends' own (see
/// exit_code_for_device_error).
Result<AllDevices> find_all_devices(const DeviceSettings& options);

/// Why the list is empty.
Error nothing_found(const AllDevices& all);

/// Keeps those that --devices names, or the default, and makes them ready: compiled, tested, tuned.
/// `on_wait` is told before each that may take its time. One that cannot be made ready is a warning
/// when others are left and nobody has named it. Errors: as find_all_devices, or not_runnable when
/// nothing usable is left.
Result<DeviceList> find_devices(const DeviceSettings& options,
                                const std::function<void(const DeviceInfo&)>& on_wait = {});

/// The processor alone, without a look at the machine's layout or at any other backend: ready
/// within milliseconds. Errors as for find_devices.
Result<DeviceList> find_processor(const DeviceSettings& options);

/// A device that a Miner has, as people are told of it.
struct DeviceUse {
  DeviceInfo info;
  KernelUse kernel;
  std::uint32_t scanners = 0;
  std::string setting = {};  ///< how the device is driven; empty: there is nothing to set
};
/// How a device with these kernels is driven; empty: there is nothing to set, or it is not known.
std::string setting_of(const std::vector<KernelReport>& kernels);
/// Hands the devices to the miner. Errors: Miner::add_device's.
Result<std::vector<DeviceUse>> hand_over(DeviceList& list, Miner& miner);

/// Keeps the devices named in `wanted` (the default when empty) in order of use. Error
/// (not_runnable): a name that is not there, with those that are.
Result<DeviceList> select_devices(std::vector<std::unique_ptr<Device>> found,
                                  const std::vector<std::string>& wanted);

}  // namespace wildcat::program
