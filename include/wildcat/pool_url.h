// SPDX-License-Identifier: MIT
// The address of a pool, as users write it, in parts. A header of its own, because programs check
// addresses long before they make a client.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "wildcat/result.h"

namespace wildcat::stratum {

/// Where a pool is. `stratum+tcp://host:port`, `tcp://host:port`, or bare `host:port`: plain;
/// `stratum+ssl://`, `stratum+tls://`, `stratum+tcps://`, `ssl://`, `tls://`: through TLS.
struct PoolUrl {
  std::string scheme;         ///< "stratum+tcp" or "stratum+ssl"
  std::string host;           ///< name, IPv4, or IPv6 without brackets
  std::uint16_t port = 3333;  ///< 1 to 65535
  std::string user;           ///< from "user:pass" before the host, percent-decoded; usually empty
  std::string password;       ///< likewise
  bool xnsub = false;         ///< `#xnsub` given: subscribe to extranonce changes
  /// The connection is encrypted.
  bool tls() const { return scheme == "stratum+ssl"; }
  /// "stratum+tcp://host:port": never with credentials.
  std::string display() const;
};

/// Parses a pool URL. Errors name the part that is wrong and show a right one.
Result<PoolUrl> parse_pool_url(std::string_view text);

}  // namespace wildcat::stratum
