// SPDX-License-Identifier: MIT
// How the program's options are called, for texts of those that know no command line: the library,
// which only says which setting would mend the trouble, and a run.
#pragma once

#include <string>

#include "wildcat/result.h"

namespace wildcat::program {

/// The error's message, with the options behind it that would mend it, if there are any: "the
/// pool refused the user name (--user, --pass)". Pure; any thread.
std::string message_with_options(const Error& error);
/// The same for a sentence that is no error's.
std::string text_with_options(const std::string& text, Remedy remedy);

/// What a run's texts ask the user to change.
enum class Setting { rate, threads, devices, max_temperature, workers, expect };
/// The option for it, as the user writes it: "--hashrate".
const char* option_for(Setting setting);

}  // namespace wildcat::program
