// SPDX-License-Identifier: MIT
// Several pools for one miner: which of them is mined on, and what happens when one fails.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "wildcat/client.h"

namespace wildcat::stratum {

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
  using OnActive = std::function<void(std::size_t pool, const std::string& why)>;

  /// `pools` outlive the group; the best comes first. None of them has been started.
  PoolGroup(Loop& loop, const std::vector<Client*>& pools, PoolStrategy strategy,
            PoolHealth health = {}, OnActive on_active = {});
  ~PoolGroup();
  PoolGroup(const PoolGroup&) = delete;
  PoolGroup& operator=(const PoolGroup&) = delete;

  /// Starts connecting.
  void start();

 private:
  std::shared_ptr<class ClientGroup> group_;
};

}  // namespace wildcat::stratum
