// SPDX-License-Identifier: MIT
// client.reconnect: plain Stratum can be hijacked with one injected line, so a pool may send us
// round its own house and nowhere else.
#pragma once

#include <chrono>
#include <deque>
#include <string>
#include <string_view>

#include "stratum/net/endpoint.h"
#include "stratum/v1/message.h"
#include "wildcat/pool_url.h"

namespace wildcat::stratum {

/// True when `host` may be followed to from `home`: the same, a subdomain of it, or a sister below
/// the same parent domain (eu.pool.com, us.pool.com) when that parent is surely no public suffix.
/// IP addresses only when they are `home` itself.
bool may_follow(std::string_view home, std::string_view host);

/// Decides about client.reconnect. One thread at a time.
class RedirectPolicy {
 public:
  static constexpr std::size_t most = 3;  ///< redirects within `span`
  static constexpr std::chrono::minutes span{10};

  /// Where to go. Errors (refused): a foreign host, or too many redirects.
  Result<Endpoint> judge(const PoolUrl& home, const Reconnect& wish,
                         std::chrono::steady_clock::time_point now);

 private:
  std::deque<std::chrono::steady_clock::time_point> recent_;
};

}  // namespace wildcat::stratum
