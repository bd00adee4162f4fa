// SPDX-License-Identifier: MIT
// The value of --inject: which faults, how often. A file of its own, because it is a small language
// ("stale=0.1,duplicate") and not one number or word.
#pragma once

#include "miner/options/option_binding.h"
#include "miner/run/settings.h"

namespace wildcat::program {

/// The names of all faults.
std::vector<std::string> fault_names();

/// Reads "KIND", "KIND=RATE", or several by comma. Errors name the kinds that are most alike.
void read_faults(ValueReader& reader, const OptionSpec& row, RunSettings& settings);

/// For the row of --inject.
constexpr OptionValue inject_value() {
  OptionValue value = bind::by<read_faults>();
  value.choices = fault_names;
  return value;
}

}  // namespace wildcat::program
