// SPDX-License-Identifier: MIT
// Which of the devices found are used: those that the user names, or the default. Pure functions
// over what devices say of themselves.
#pragma once

#include <string>
#include <vector>

#include "wildcat/device.h"

namespace wildcat::program {

/// Indices into the list, in the order of use, and one sentence about each that is left idle though
/// it could work.
struct DeviceChoice {
  std::vector<std::size_t> use;
  std::vector<std::string> left_out;
};

/// The default: every graphics card once, whoever drives it; the processor only when there is none.
/// A driver that runs on the processor (PoCL) is taken only when nothing else is there.
DeviceChoice default_devices(const std::vector<DeviceInfo>& found);

/// What --devices names: an id ("opencl:0"), a number in the list, a PCI address ("65:00.0"), or a
/// part of a name (all devices that have it, each card once). Error (not_runnable): a name that is
/// not there, with those that are.
Result<DeviceChoice> named_devices(const std::vector<DeviceInfo>& found,
                                   const std::vector<std::string>& wanted);

/// named_devices, or default_devices when nothing is wanted in particular.
Result<DeviceChoice> choose_devices(const std::vector<DeviceInfo>& found,
                                    const std::vector<std::string>& wanted);

/// Can every name in `wanted` be told to belong to another backend than this one? Then its driver
/// need not be asked at all.
bool surely_unwanted(const std::string& backend, const std::vector<std::string>& wanted);

}  // namespace wildcat::program
