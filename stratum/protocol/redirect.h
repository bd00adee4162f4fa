// SPDX-License-Identifier: MIT
// Where a pool may send us. Whoever can inject one message could otherwise take our work away, so a
// pool may send us to another host of its own domain and nowhere else. The rule is the same for all
// protocols.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "stratum/net/endpoint.h"
#include "wildcat/pool_url.h"

namespace wildcat::stratum {

/// True when `host` may be followed to from `home`: the same, a subdomain of it, or a sister below
/// the same parent domain (eu.pool.com, us.pool.com) when that parent is surely no public suffix.
/// IP addresses only when they are `home` itself.
bool may_follow(std::string_view home, std::string_view host);

/// Decides about a pool's wish that we reconnect elsewhere. One thread at a time.
class RedirectPolicy {
 public:
  static constexpr std::size_t most = 3;  ///< redirects within `span`
  static constexpr std::chrono::minutes span{10};
  /// All waiting together that a pool may ask for within an hour.
  static constexpr std::chrono::seconds most_waiting{300};

  /// Where to go. Errors (refused): a foreign host, too many redirects, or too much waiting.
  /// An empty host or port means that of `home`.
  Result<Endpoint> judge(const PoolUrl& home, const std::string& host,
                         std::optional<std::uint16_t> port,
                         std::chrono::steady_clock::time_point now,
                         std::chrono::seconds wait = std::chrono::seconds(0));

 private:
  using Time = std::chrono::steady_clock::time_point;

  std::deque<Time> recent_;
  std::deque<std::pair<Time, std::chrono::seconds>> waits_;  ///< of the last hour
};

}  // namespace wildcat::stratum
