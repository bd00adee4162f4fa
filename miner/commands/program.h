// SPDX-License-Identifier: MIT
// The program as a function: words in, exit code out.
#pragma once

#include <string>
#include <vector>

#include "miner/process/exit_code.h"

namespace wildcat::program {

/// Finds the subcommand in the words after the program's name (`mine` when there is none) and runs
/// it.
ExitCode run_program(const std::vector<std::string>& words);

}  // namespace wildcat::program
