// SPDX-License-Identifier: MIT
// The options of `wildcat mine`: its rows, and the settings of a run that they fill.
#pragma once

#include <span>
#include <string>

#include "miner/options/common_options.h"
#include "miner/run/settings.h"

namespace wildcat::program {

/// `wildcat mine`: a run, and who is told of it.
struct MineOptions : RunSettings {
  bool protocol_dump = false;
  std::string record;      ///< path, or empty
  std::string events;      ///< path, "-", or empty
  bool benchmark = false;  ///< no pool at all
  OutputOptions output;
};

/// Every option of `mine`, in the help's order.
std::span<const OptionSpec> mine_options();

/// Checks every value and its combination with others. Errors: one sentence with the option's name,
/// what is wrong and what would be right; passwords are never quoted. Reads WILDCAT_KERNEL and
/// password files.
Result<MineOptions> read_mine_options(const RawValues& raw);

}  // namespace wildcat::program
