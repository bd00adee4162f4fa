// SPDX-License-Identifier: MIT
// What we say to a pool: single lines without their "\n", each below 1024 bytes (ckpool drops a
// client whose line is longer). Pure functions, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wildcat::stratum {

/// Longest line that is ever sent, with its "\n".
inline constexpr std::size_t max_request = 1023;

/// mining.configure: asks for version rolling within `mask`, and for shares of no less than
/// `minimum_difficulty` where that is given and a whole number.
std::string configure_line(std::uint64_t id, std::uint32_t mask,
                           std::optional<double> minimum_difficulty = std::nullopt);
/// mining.subscribe. Empty strings are left out: an empty user agent makes `"params":[]`.
std::string subscribe_line(std::uint64_t id, std::string_view user_agent,
                           std::string_view session_id);
std::string extranonce_subscribe_line(std::uint64_t id);
std::string authorize_line(std::uint64_t id, std::string_view user, std::string_view password);
std::string suggest_difficulty_line(std::uint64_t id, double difficulty);

/// The fields of mining.submit; numbers are written as eight hex digits.
struct SubmitFields {
  std::string_view worker, job_id, extranonce2_hex;
  std::uint32_t ntime = 0, nonce = 0;
  std::optional<std::uint32_t> version_bits;  ///< sent if and only if version rolling is agreed
};
std::string submit_line(std::uint64_t id, const SubmitFields& fields);

/// An answer to a call of the pool. `id` and `result` are JSON text.
std::string answer_line(std::string_view id, std::string_view result);
/// The answer to a method we do not know.
std::string unknown_method_line(std::string_view id);

}  // namespace wildcat::stratum
