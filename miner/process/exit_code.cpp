// SPDX-License-Identifier: MIT
// The table of exit codes.
#include "miner/process/exit_code.h"

#include <array>

namespace wildcat::program {

namespace {
constexpr std::array<ExitCodeRow, 10> exit_code_rows{{
    {ExitCode::ok, "ok", "what was asked for is done, or stopped cleanly by a signal"},
    {ExitCode::usage, "usage", "wrong option, value or configuration file"},
    {ExitCode::runtime_failure, "runtime-failure",
     "something failed while running (file, port, every device)"},
    {ExitCode::no_device, "no-device", "no usable device, or the kernel asked for cannot run here"},
    {ExitCode::pool_unreachable, "pool-unreachable", "pool not reachable, --retries used up"},
    {ExitCode::refused, "refused", "the pool refused the user name or password"},
    {ExitCode::self_test_failed, "self-test-failed",
     "a kernel computed a wrong answer in its self-test"},
    {ExitCode::time_limit, "time-limit",
     "--max-seconds came before --max-shares or --max-blocks was reached"},
    {ExitCode::unexpected, "unexpected-answer",
     "with --expect: a pool's wrong answer to a fault; a replay that differs from its record"},
    {ExitCode::reject_limit, "reject-limit",
     "the pool refused as many shares as --max-rejects says"},
}};
}  // namespace

std::span<const ExitCodeRow> exit_codes() { return exit_code_rows; }

std::string_view to_string(ExitCode code) {
  for (const ExitCodeRow& row : exit_code_rows)
    if (row.code == code) return row.name;
  return "";
}

ExitCode exit_code_for_device_error(const Error& error) {
  switch (error.code) {
    case Errc::self_test_failed:
      return ExitCode::self_test_failed;
    case Errc::not_runnable:
      return ExitCode::no_device;
    case Errc::invalid_argument:
    case Errc::not_found:
      return ExitCode::usage;
    default:
      return ExitCode::runtime_failure;
  }
}

}  // namespace wildcat::program
