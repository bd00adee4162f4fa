// SPDX-License-Identifier: MIT
// What can be changed in a run while it goes on. Each function may be called on any thread and
// returns at once; what it asks of the pools is done by the loop's thread soon after.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

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
    /// Makes the options of a worker for one more pool, whose secrets nobody shows from now on.
    std::function<Fleet::WorkerFactory(const PoolSettings&)> factory_for;
    std::function<void(const std::string&)> warn;  ///< of a command that could not be carried out
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

  /// @{ Pools, by PoolStatus::id. What can never be done is refused at once. The rest depends on
  /// the commands before it, so whether it can be done shows when its turn comes: a warning event
  /// says what was not carried out (the only pool is not removed, an order has to name every pool).
  /// A pool is left as when it fails: its work ends at once, and what was sent is still answered.
  /// Mines at this pool as soon as it has work, and prefers it from now on.
  Result<void> switch_pool(stratum::PoolId pool);
  /// One more, behind all others. Its address is given.
  Result<void> add_pool(PoolSettings pool);
  Result<void> remove_pool(stratum::PoolId pool);
  /// Another order; each pool is named once.
  Result<void> reorder_pools(const std::vector<stratum::PoolId>& order);
  /// @}
  /// Only shares of at least this difficulty are looked for, whatever less a pool asks for; empty:
  /// what it asks for.
  Result<void> set_least_difficulty(std::optional<double> difficulty);

  /// Ends the run well; `reason` is what the last event says.
  void end(const std::string& reason);

 private:
  /// The fleet, when it has these pools and may change them.
  Result<Fleet*> fleet_with(const std::vector<stratum::PoolId>& pools) const;
  void carry_out(std::function<Result<void>()> command);

  Reach reach_;
};

}  // namespace wildcat::program
