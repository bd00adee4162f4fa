// SPDX-License-Identifier: MIT
// Several pools for one miner: which of them is mined on, and what happens when one fails.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "wildcat/client.h"

namespace wildcat::stratum {

/// Names a pool of a group. Counts from 0 in the order of joining; not used again.
using PoolId = std::size_t;

/// Which of several pools is mined on.
enum class PoolStrategy {
  failover,     ///< the first one that works; back to an earlier one when it works again
  round_robin,  ///< one until it fails, then the next one, round and round
  quota,        ///< all that work at once; the weights of their sources say how much each gets
};

/// When a pool counts as ill, beside being away, silent, not believed or refusing us; and how much
/// time changes of pool take.
struct PoolHealth {
  std::chrono::milliseconds job_patience{60'000};  ///< accepted, but no job for so long
  int judged_answers = 20;                         ///< of the last so many shares (32 at most) ...
  int bad_answers = 10;                            ///< ... so many refused or never answered
  std::chrono::milliseconds rest{300'000};         ///< so long one that refuses is left alone
  /// Failover: an earlier pool is returned to when it has had work for so long. Not longer: it sees
  /// a client without shares, and may make its work easier and easier.
  std::chrono::milliseconds return_after{3'000};
  std::chrono::milliseconds farewell{10'000};  ///< one that is left may answer shares for so long
};

/// Says which of several Clients connect, and whose jobs reach their sink. Each Client keeps its
/// own options, credentials, sink (a source of the Miner) and observer, so nothing of one pool can
/// get to another, a share least of all. Their `retries` count for the group: all end, unreachable
/// or refused, when each has failed more often in a row than its own options say. Clients are
/// stopped by Client::stop, one by one. Thread rule as Client's; destroyed before its clients.
class PoolGroup {
 public:
  /// This pool is mined on from now on, and (but with quota) no other. `why` is empty the first
  /// time.
  using OnActive = std::function<void(PoolId pool, const std::string& why)>;

  /// `pools` outlive the group, or are removed before; the best comes first, and their ids count
  /// from 0. None of them has been started.
  PoolGroup(Loop& loop, const std::vector<Client*>& pools, PoolStrategy strategy,
            PoolHealth health = {}, OnActive on_active = {});
  ~PoolGroup();
  PoolGroup(const PoolGroup&) = delete;
  PoolGroup& operator=(const PoolGroup&) = delete;

  /// Starts connecting.
  void start();

  // All of the following on the loop's thread, but not from inside an observer or OnActive; post
  // to the loop from there.

  /// Mines on this pool as soon as it has work; until then it goes on as before. With failover it
  /// goes before all others from now on: when it fails, the others stand in for it. Round robin
  /// goes on from it. Errors: not_found; state (quota mines on all).
  Result<void> switch_to(PoolId pool);
  /// One pool more, behind all others. Its client has not been started, and outlives the group or
  /// is removed before.
  PoolId add(Client& pool);
  /// One pool less: its work ends at once, it may still answer shares for PoolHealth::farewell, and
  /// its client ends (ClientEnd::stopped). Errors: not_found; state (it is the only one).
  Result<void> remove(PoolId pool);
  /// Another order, and an end to switch_to's preference. Error: invalid_argument unless each pool
  /// is named once.
  Result<void> reorder(const std::vector<PoolId>& order);
  /// All pools, the best first.
  std::vector<PoolId> pools() const;
  /// The one that is mined on; empty while none works, and with quota.
  std::optional<PoolId> active() const;

 private:
  std::shared_ptr<class ClientGroup> group_;
};

}  // namespace wildcat::stratum
