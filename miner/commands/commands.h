// SPDX-License-Identifier: MIT
// The subcommands. Each takes its parsed but untyped options and runs to the end.
#pragma once

#include "miner/options/values.h"
#include "miner/process/exit_code.h"

namespace wildcat::program {

ExitCode mine_command(const RawValues& raw);
ExitCode practice_command(const RawValues& raw);
ExitCode replay_command(const RawValues& raw);
ExitCode devices_command(const RawValues& raw);
ExitCode grind_command(const RawValues& raw);
ExitCode bench_command(const RawValues& raw);

/// Prints "wildcat NAME: message" and where to find help, on standard error; the usage code.
ExitCode usage_failure(std::string_view command, const Error& error);

}  // namespace wildcat::program
