// SPDX-License-Identifier: MIT
// What can be changed in a run while it goes on. Each function may be called on any thread and
// returns at once; what it asks of the pools is done by the loop's thread soon after.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "miner/run/fleet.h"
#include "miner/run/limits.h"
#include "miner/run/settings.h"
#include "wildcat/miner.h"

namespace wildcat::program {

/// The handle of a run. Valid as long as the run; until it has told StartEvent, what concerns pools
/// is refused. Errors: not_found (no such device or pool), invalid_argument (a value out of range),
/// state (not now).
class Commands {
 public:
  /// Who sets limits here, as Status and the Miner's throttle name it. What others have set (the
  /// settings, heat) stays, and the strictest holds.
  static constexpr const char* owner = "user";

  /// What a run lets its commands reach.
  struct Reach {
    Miner& miner;
    stratum::Loop& loop;
    std::function<Fleet*()> fleet;  ///< null until there is one
    std::function<void(Ending)> end;
  };
  explicit Commands(Reach reach) : reach_(std::move(reach)) {}

  /// @{ All devices, or one by its id. A pause makes no work stale, and keeps the connections.
  Result<void> pause(const std::string& device = "", Hold hold = Hold::keep);
  Result<void> resume(const std::string& device = "");
  /// Hashes per second, at most; of all devices together, or of one. Empty: no limit of ours.
  Result<void> set_rate(std::optional<double> hashes_per_second, const std::string& device = "");
  /// Share of the time that devices work, 0 to 1. Empty: no limit of ours.
  Result<void> set_duty(std::optional<double> duty, const std::string& device = "");
  /// @}

  /// Ends the run well; `reason` is what the last event says.
  void end(const std::string& reason);

 private:
  Reach reach_;
};

}  // namespace wildcat::program
