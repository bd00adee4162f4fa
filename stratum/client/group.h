// SPDX-License-Identifier: MIT
// Decides which of several pools are connected to and which is mined on. Looks at its clients
// whenever one of them has changed, never from inside one.
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

/// Thread rule: everything on the loop's thread.
class ClientGroup : public std::enable_shared_from_this<ClientGroup> {
 public:
  ClientGroup(Loop& loop, std::vector<std::shared_ptr<ClientDriver>> pools, PoolStrategy strategy,
              PoolHealth health, PoolGroup::OnActive on_active);
  ~ClientGroup();
  void start() { wake(); }

 private:
  using Time = std::chrono::steady_clock::time_point;

  struct Member {
    std::shared_ptr<ClientDriver> driver;
    std::optional<int> retries;
    std::optional<Time> works_since;    ///< connected, accepted, with work
    std::optional<Time> idle_since;     ///< connected, accepted, without
    std::optional<Time> resting_until;  ///< refused too much
  };

  static Time now() { return std::chrono::steady_clock::now(); }
  void wake();
  void decide();
  void look_at(Member& member, Time time);
  bool ill(const Member& member, Time time) const;
  bool in_trouble(const Member& member, Time time) const;
  std::vector<std::size_t> order() const;
  std::optional<std::size_t> choose(Time time) const;
  void choose_all(Time time);
  bool ripe(std::size_t pool, Time time) const;
  void activate(std::size_t pool, Time time);
  std::string why_leave(const Member& member, Time time) const;
  void run_needed(Time time);
  bool given_up() const;
  void arm(Time time);

  std::vector<Member> members_;
  PoolStrategy strategy_;
  PoolHealth health_;
  PoolGroup::OnActive on_active_;
  Timer timer_;
  std::optional<std::size_t> active_;  ///< but with quota
  bool woken_ = false;                 ///< the alarm is set for now
};

}  // namespace wildcat::stratum
