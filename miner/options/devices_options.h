// SPDX-License-Identifier: MIT
// The options of `wildcat devices`: its rows, and what they fill.
#pragma once

#include <span>
#include <string>

#include "miner/options/common_options.h"

namespace wildcat::program {

/// `wildcat devices`.
struct DevicesOptions {
  bool json = false;
  DeviceSettings work;
  OutputOptions output;
};

/// Every option of `devices`, in the help's order.
std::span<const OptionSpec> devices_options();

/// Checks every value. Errors as for read_mine_options.
Result<DevicesOptions> read_devices_options(const RawValues& raw);

}  // namespace wildcat::program
