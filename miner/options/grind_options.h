// SPDX-License-Identifier: MIT
// The options of `wildcat grind`: its rows, and what they fill.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <vector>

#include "miner/options/common_options.h"

namespace wildcat::program {

/// `wildcat grind`.
struct GrindOptions {
  std::vector<std::string> headers;  ///< as given, unchecked: wrong ones have messages of their own
  bool from_stdin = false;
  bool roll_ntime = false;
  bool roll_version = false;
  /// No solved header goes out sooner than so long after the one before, or after the start.
  std::chrono::duration<double> every{0};
  DeviceSettings work;  ///< no devices: the processor alone
  bool quiet = false;
};

/// Every option of `grind`, in the help's order.
std::span<const OptionSpec> grind_options();

/// Checks every value. Errors as for read_mine_options.
Result<GrindOptions> read_grind_options(const RawValues& raw);

}  // namespace wildcat::program
