// SPDX-License-Identifier: MIT
// What a pool says, typed. Tolerant in what is read (ids as strings, missing keys, six shapes of
// error), strict in what is accepted as a job.
#pragma once

#include <boost/json/value.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "wildcat/header.h"
#include "wildcat/result.h"

namespace wildcat::stratum {

/// Limits on what a pool may send.
inline constexpr std::size_t max_extranonce1 = 100;      ///< bytes; a whole scriptSig holds no more
inline constexpr std::size_t max_extranonce2 = 16;       ///< bytes
inline constexpr std::size_t max_branch = 32;            ///< hashes
inline constexpr std::size_t max_coinbase = 100 * 1024;  ///< bytes of coinb1 and coinb2 together
inline constexpr std::size_t max_job_id = 256;  ///< bytes as JSON, so that a submit stays short

/// mining.notify. Numbers are numbers; hashes stand in internal order.
struct Notify {
  std::string job_id;
  Hash256 prev_hash;
  std::vector<std::uint8_t> coinb1, coinb2;
  std::vector<Hash256> branch;
  std::uint32_t version = 0, nbits = 0, ntime = 0;
  bool clean = false;
};

/// mining.set_difficulty: positive and finite.
struct SetDifficulty {
  double difficulty = 1;
};

/// mining.set_extranonce, and part of subscribe's reply. No size: keep the former.
struct SetExtranonce {
  std::vector<std::uint8_t> extranonce1;
  std::optional<std::uint8_t> extranonce2_size;
};

/// mining.set_version_mask.
struct SetVersionMask {
  std::uint32_t mask = 0;
};

/// client.reconnect. An empty host: the same. No port: the same.
struct Reconnect {
  std::string host;
  std::optional<std::uint16_t> port;
  std::chrono::seconds wait{0};  ///< 0 to 300
};

/// client.show_message, as it came (see sanitize).
struct ShowMessage {
  std::string text;
};
struct GetVersion {};
struct Ping {};

/// A method we do not know, or that needs no reaction.
struct UnknownMethod {
  std::string name;
};

/// A method we know with parameters that make no sense.
struct Malformed {
  std::string method;
  std::string why;
};

/// mining.notify with so few parameters that no header can be made of them.
struct ForeignNotify {
  std::size_t parameters = 0;
};

/// A request or notification of the pool.
struct Call {
  std::variant<Notify, ForeignNotify, SetDifficulty, SetExtranonce, SetVersionMask, Reconnect,
               ShowMessage, GetVersion, Ping, UnknownMethod, Malformed>
      what;
  std::string id;  ///< JSON text of the id to answer to; empty: a notification, no answer wanted
};

/// The pool's "no". Code 0 when it gave none.
struct PoolError {
  int code = 0;
  std::string text;
};

/// An answer to one of our requests.
struct Response {
  std::optional<std::uint64_t> id;  ///< empty: none that we can have sent
  boost::json::value result;
  std::optional<PoolError> error;  ///< empty: no error was given

  /// Authorize and submit have succeeded: no error was given, and the result is not false. Pools
  /// say yes in many words, with null too; no is said in these two ways.
  bool yes() const;
};

using Message = std::variant<Call, Response>;

/// Parses one line. Error (protocol): no JSON object, or one that is neither request nor reply.
Result<Message> parse_message(std::string_view line);

/// What subscribe's reply holds.
struct Subscription {
  std::vector<std::uint8_t> extranonce1;
  std::uint8_t extranonce2_size = 0;
  std::string session_id;  ///< empty: none given
};

/// Reads subscribe's result. Error (protocol): the part that makes no sense.
Result<Subscription> parse_subscription(const boost::json::value& result);

/// Reads configure's result: the mask the pool grants for version rolling (`asked` when it granted
/// without naming one; naming one alone grants it); empty when it does not grant.
std::optional<std::uint32_t> parse_version_rolling(const boost::json::value& result,
                                                   std::uint32_t asked);

/// One to eight hex digits as a number.
std::optional<std::uint32_t> parse_hex32(std::string_view text);

}  // namespace wildcat::stratum
