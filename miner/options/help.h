// SPDX-License-Identifier: MIT
// The help texts, made from the option tables. Pure functions.
#pragma once

#include <string>

#include "miner/options/command_table.h"

namespace wildcat::program {

/// What `wildcat help` prints: subcommands, first steps, exit codes.
std::string help_overview();
/// What `wildcat help NAME` prints: usage, explanation, every option, examples, exit codes.
std::string help_for(const CommandSpec& command);
/// The table of exit codes, indented; of those whose digit is in `which`.
std::string help_exit_codes(std::string_view which = "0123456789");

}  // namespace wildcat::program
