// SPDX-License-Identifier: MIT
// When to stop, and with which exit code. No clock and no I/O in here.
#pragma once

#include <optional>
#include <string>

#include "miner/process/exit_code.h"
#include "miner/run/settings.h"
#include "wildcat/stats.h"

namespace wildcat::program {

/// Why and how the program ends.
struct Ending {
  ExitCode code = ExitCode::ok;
  std::string reason;
};

/// Counts accepted and refused shares and blocks against the limits, over all workers. Thread rule:
/// one thread.
class Limits {
 public:
  explicit Limits(LimitSettings options) : options_(options) {}

  /// Counts one answer; an ending when a limit is reached by it.
  std::optional<Ending> count(const ShareOutcome& outcome);
  /// The time is up: fine when time was the only limit, too early otherwise.
  Ending time_up() const;

 private:
  std::optional<Ending> count_refused();
  LimitSettings options_;
  std::uint64_t accepted_ = 0;
  std::uint64_t blocks_ = 0;
  std::uint64_t refused_ = 0;
};

}  // namespace wildcat::program
