// SPDX-License-Identifier: MIT
// What carries the bytes between a client and its pool: a proxy on the way, and TLS with what
// proves who the pool is. The same for every protocol that is spoken over it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wildcat/result.h"

namespace wildcat::stratum {

/// A way round: the proxy asks the pool for the connection, so that the pool sees its address.
struct ProxyUrl {
  /// The protocol that is spoken with the proxy.
  enum class Kind {
    socks5,   ///< SOCKS 5 (RFC 1928); the pool's name is looked up here
    socks5h,  ///< likewise, but the name goes to the proxy (Tor wants it so)
    http,     ///< HTTP CONNECT
  };
  Kind kind = Kind::socks5h;  ///< its protocol
  std::string host;           ///< name, IPv4, or IPv6 without brackets
  std::uint16_t port = 1080;  ///< 1 to 65535
  std::string user;           ///< percent-decoded; empty: no credentials are sent
  std::string password;       ///< likewise
  /// "socks5h://host:port": never with credentials.
  std::string display() const;
};

/// Parses `socks5://`, `socks5h://` or `http://` with [user:password@]host[:port]; without a port
/// it is 1080, of http 8080. Errors as for a pool URL.
Result<ProxyUrl> parse_proxy_url(std::string_view text);

/// SHA-256 of a certificate in its DER form, as `openssl x509 -fingerprint -sha256` prints it.
using TlsFingerprint = std::array<std::uint8_t, 32>;
/// Parses "sha256:" and 64 hex digits, with or without colons between bytes. Error: what is wrong.
Result<TlsFingerprint> parse_tls_fingerprint(std::string_view text);
/// "sha256:" and 64 lower-case hex digits.
std::string to_string(const TlsFingerprint& fingerprint);

/// How a pool reached through TLS proves who it is. All empty: by a certificate for the host's name
/// from an authority that the system trusts. At most one of them is set.
struct TlsOptions {
  std::string ca_file;  ///< PEM file: these authorities, and none of the system's
  std::optional<TlsFingerprint> fingerprint;  ///< exactly this certificate, whoever issued it
  /// Trust on first use: whatever certificate the pool shows first is noted in this file (one line
  /// per pool, "host:port sha256:..."), and from then on no other is accepted.
  std::string first_use_file;
  bool insecure = false;  ///< no proof at all: anybody can play the pool
};

}  // namespace wildcat::stratum
