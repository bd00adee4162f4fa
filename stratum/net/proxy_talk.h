// SPDX-License-Identifier: MIT
// What is said to a proxy before the pool can be spoken to. No sockets: bytes in, bytes out.
#pragma once

#include <memory>
#include <string>

#include "stratum/net/endpoint.h"
#include "wildcat/result.h"
#include "wildcat/transport.h"

namespace wildcat::stratum {

/// One conversation with a proxy. One thread at a time.
class ProxyTalk {
 public:
  /// More than this is no answer of a proxy.
  static constexpr std::size_t longest_answer = 16 * 1024;

  virtual ~ProxyTalk() = default;
  /// The first words.
  virtual std::string begin() = 0;
  struct Step {
    std::string send;   ///< to be sent now
    bool done = false;  ///< what follows comes from the pool
  };
  /// Takes what it understands off the front of `heard`; the rest is to be passed in again, with
  /// more behind it. Errors (refused, protocol): the proxy's "no", or an answer that is none.
  virtual Result<Step> hear(std::string& heard) = 0;
};

/// `to` holds an address in place of a name for socks5.
std::unique_ptr<ProxyTalk> talk_to_proxy(const ProxyUrl& proxy, const Endpoint& to);

}  // namespace wildcat::stratum
