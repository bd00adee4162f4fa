// SPDX-License-Identifier: MIT
// Lines are put together from quoted pieces: the order of keys stays what strict pools expect.
#include "stratum/v1/request.h"

#include <cmath>
#include <initializer_list>

#include "stratum/v1/json.h"
#include "wildcat/header.h"

namespace wildcat::stratum {
namespace {

/// To be written without a point or an exponent.
bool whole(double value) { return value == std::floor(value) && value >= 1 && value < 1e18; }

/// Pieces in a row. (gcc 12 sees an overlap that is none in chains of operator+.)
std::string join(std::initializer_list<std::string_view> pieces) {
  std::string text;
  for (const auto piece : pieces) text.append(piece);
  return text;
}

std::string request(std::uint64_t id, std::string_view method, std::string_view params) {
  return join(
      {"{\"id\":", std::to_string(id), ",\"method\":\"", method, "\",\"params\":[", params, "]}"});
}

std::string quoted_hex32(std::uint32_t value) { return join({"\"", hex32(value), "\""}); }

}  // namespace

std::string configure_line(std::uint64_t id, std::uint32_t mask,
                           std::optional<double> minimum_difficulty) {
  // BIP 310 demands the bit count; version-rolling stands first because one pool looks only there.
  std::string names = "[\"version-rolling\"";
  std::string values = join(
      {"{\"version-rolling.mask\":", quoted_hex32(mask), ",\"version-rolling.min-bit-count\":2"});
  // Some pools refuse the whole request when they meet a fraction; suggest_difficulty tells them.
  if (minimum_difficulty && whole(*minimum_difficulty)) {
    names += ",\"minimum-difficulty\"";
    values += join({",\"minimum-difficulty.value\":",
                    std::to_string(static_cast<std::uint64_t>(*minimum_difficulty))});
  }
  return request(id, "mining.configure", join({names, "],", values, "}"}));
}

std::string subscribe_line(std::uint64_t id, std::string_view user_agent,
                           std::string_view session_id) {
  if (user_agent.empty()) return request(id, "mining.subscribe", "");
  if (session_id.empty()) return request(id, "mining.subscribe", quoted(user_agent));
  return request(id, "mining.subscribe", join({quoted(user_agent), ",", quoted(session_id)}));
}

std::string extranonce_subscribe_line(std::uint64_t id) {
  return request(id, "mining.extranonce.subscribe", "");
}

std::string authorize_line(std::uint64_t id, std::string_view user, std::string_view password) {
  return request(id, "mining.authorize", join({quoted(user), ",", quoted(password)}));
}

std::string suggest_difficulty_line(std::uint64_t id, double difficulty) {
  return request(id, "mining.suggest_difficulty", number_text(difficulty));
}

std::string submit_line(std::uint64_t id, const SubmitFields& fields) {
  std::string params =
      join({quoted(fields.worker), ",", quoted(fields.job_id), ",", quoted(fields.extranonce2_hex),
            ",", quoted_hex32(fields.ntime), ",", quoted_hex32(fields.nonce)});
  if (fields.version_bits) params = join({params, ",", quoted_hex32(*fields.version_bits)});
  return request(id, "mining.submit", params);
}

std::string answer_line(std::string_view id, std::string_view result) {
  return join({"{\"id\":", id, ",\"result\":", result, ",\"error\":null}"});
}

std::string unknown_method_line(std::string_view id) {
  return join({"{\"id\":", id, ",\"result\":null,\"error\":[-3,\"Method not found\",null]}"});
}

}  // namespace wildcat::stratum
