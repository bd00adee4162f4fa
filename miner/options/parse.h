// SPDX-License-Identifier: MIT
// Command line and config file, taken apart into names and texts. What the texts are worth is
// decided afterwards, by the rows of the options.
#pragma once

#include <string>
#include <vector>

#include "miner/options/command_table.h"
#include "miner/options/values.h"

namespace wildcat::program {

/// Parses the arguments after the subcommand, then the config file they may name; the command line
/// wins. Errors: unknown option (with the nearest ones), missing value, option given twice, an
/// argument that is no option (unless the command takes such words), unreadable or malformed config
/// file.
Result<RawValues> parse_arguments(const CommandSpec& command,
                                  const std::vector<std::string>& words);

}  // namespace wildcat::program
