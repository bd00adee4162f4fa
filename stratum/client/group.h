// SPDX-License-Identifier: MIT
// The group behind PoolGroup: decides which of several pools are connected to and which is mined
// on. Looks at its clients whenever one of them has changed, never from inside one.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "stratum/client/driver.h"
#include "stratum/net/timer.h"
#include "wildcat/pool_group.h"

namespace wildcat::stratum {

/// Thread rule: everything on the loop's thread, and never from inside an observer.
class ClientGroup : public std::enable_shared_from_this<ClientGroup> {
 public:
  ClientGroup(Loop& loop, std::vector<std::shared_ptr<ClientDriver>> pools, PoolStrategy strategy,
              PoolHealth health, PoolGroup::OnActive on_active);
  ~ClientGroup();
  void start() { wake(); }

  // As in PoolGroup.
  Result<void> switch_to(PoolId pool);
  PoolId add(std::shared_ptr<ClientDriver> driver);
  Result<void> remove(PoolId pool);
  Result<void> reorder(const std::vector<PoolId>& order);
  std::vector<PoolId> pools() const;
  std::optional<PoolId> active() const { return active_; }

 private:
  using Time = std::chrono::steady_clock::time_point;

  struct Member {
    PoolId id = 0;
    std::shared_ptr<ClientDriver> driver;
    std::optional<int> retries;
    std::optional<Time> works_since;    ///< connected, accepted, with work
    std::optional<Time> idle_since;     ///< connected, accepted, without
    std::optional<Time> resting_until;  ///< refused too much
  };

  static Time now() { return std::chrono::steady_clock::now(); }
  void wake();
  void decide();
  void tell_alone();
  Member* find(PoolId pool);
  void look_at(Member& member, Time time);
  bool ill(const Member& member, Time time) const;
  bool in_trouble(const Member& member, Time time) const;
  bool any_works(Time time) const;
  std::vector<Member*> order();
  Member* choose(Time time);
  void choose_all(Time time);
  bool may_return(const Member& member, Time time) const;
  void activate(Member& member, Time time);
  std::string why_activate(const Member& member, Time time);
  void run_needed(Time time);
  bool given_up() const;
  void arm(Time time);

  std::vector<Member> members_;  ///< the best comes first
  PoolId next_id_ = 0;
  PoolStrategy strategy_;
  PoolHealth health_;
  PoolGroup::OnActive on_active_;
  Timer timer_;
  std::optional<PoolId> active_;  ///< but with quota
  std::optional<PoolId> wanted_;  ///< switched to: goes before all others
  bool switching_ = false;        ///< and has not been mined on since
  bool removed_active_ = false;   ///< that is why none is active
  bool woken_ = false;            ///< the timer is set for now
};

}  // namespace wildcat::stratum
