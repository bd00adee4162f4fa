// SPDX-License-Identifier: MIT
// The options of `wildcat replay`: its rows, and what they fill.
#pragma once

#include <span>
#include <string>

#include "miner/options/common_options.h"

namespace wildcat::program {

/// `wildcat replay`.
struct ReplayOptions {
  std::string file;
  bool all = false;  ///< search what held nothing, too
  DeviceSettings work;
  OutputOptions output;
};

/// Every option of `replay`, in the help's order.
std::span<const OptionSpec> replay_options();

/// Checks every value. Errors as for read_mine_options.
Result<ReplayOptions> read_replay_options(const RawValues& raw);

}  // namespace wildcat::program
