// SPDX-License-Identifier: MIT
// Where a connection goes: what streams, proxies and redirects say to one another.
#pragma once

#include <cstdint>
#include <string>

namespace wildcat::stratum {

/// A host and a port.
struct Endpoint {
  std::string host;
  std::uint16_t port = 0;
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

}  // namespace wildcat::stratum
