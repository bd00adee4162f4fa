// SPDX-License-Identifier: MIT
// Ctrl-C for commands that have nothing to save: they say so and are gone.
#pragma once

#include <string_view>

#include "miner/process/exit_code.h"

namespace wildcat::program {

/// From now on SIGINT, SIGTERM and SIGHUP end the process at once with `words` on standard error,
/// unless they are ignored. `words` lives as long as the process; called once.
void leave_on_signal(std::string_view words, ExitCode code);

}  // namespace wildcat::program
