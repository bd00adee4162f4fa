// SPDX-License-Identifier: MIT
// What the program adds to the library's errors: the names of its options. The library knows of no
// command line, so it only says which setting would mend the trouble.
#pragma once

#include <string>

#include "wildcat/result.h"

namespace wildcat::program {

/// The error's message, with the options behind it that would mend it, if there are any: "the
/// pool refused the user name (--user, --pass)". Pure; any thread.
std::string message_with_options(const Error& error);

}  // namespace wildcat::program
