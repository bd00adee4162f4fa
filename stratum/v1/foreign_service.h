// SPDX-License-Identifier: MIT
// Who answers where no Stratum pool is: web servers, SSH, TLS, Stratum V2. Apart from the session
// because each of them is known by its first bytes alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wildcat::stratum {

/// So many of a connection's first bytes tell services apart.
inline constexpr std::size_t telling_bytes = 64;

/// What a service is whose first words are `heard` (at most telling_bytes of them are looked at),
/// and what to do about it; empty: it may be a pool, or too little was heard. Pure function, any
/// thread.
std::optional<std::string> foreign_service(std::string_view heard);

}  // namespace wildcat::stratum
