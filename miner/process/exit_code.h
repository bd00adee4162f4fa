// SPDX-License-Identifier: MIT
// What the program tells the shell. One table; the help, the documentation test and the code use
// it.
#pragma once

#include <span>
#include <string_view>

#include "wildcat/result.h"

namespace wildcat::program {

/// Exit status of the process. The numbers are an interface: scripts rely on them.
enum class ExitCode : int {
  ok = 0,
  usage = 1,
  runtime_failure = 2,
  no_device = 3,
  pool_unreachable = 4,
  refused = 5,
  self_test_failed = 6,
  time_limit = 7,
  unexpected = 8,
  reject_limit = 9,
};

/// One line of the table.
struct ExitCodeRow {
  ExitCode code;
  std::string_view name;     ///< "pool-unreachable": what the exit event carries
  std::string_view meaning;  ///< for people
};

/// All codes in ascending order.
std::span<const ExitCodeRow> exit_codes();
/// The name of one.
std::string_view to_string(ExitCode code);
/// The number, as main() returns it.
constexpr int number(ExitCode code) { return static_cast<int>(code); }

/// The code for an error met while looking for devices: wrong options are usage, a kernel that
/// cannot run here leaves no device, a failed self-test is its own code.
ExitCode exit_code_for_device_error(const Error& error);

}  // namespace wildcat::program
