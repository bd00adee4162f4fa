// SPDX-License-Identifier: MIT
// What happens at the practice pool, as plain structs: the fields of
// docs/schemas/practice-event.schema.json.
#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "miner/json/form.h"
#include "wildcat/header.h"

namespace wildcat::program::practice_event {

struct Listening {
  static constexpr std::string_view event = "listening";
  std::string version;
  std::int64_t pid = 0;
  std::string host;
  std::uint16_t port = 0;
  TextOrNull fingerprint;  ///< of the certificate
  std::optional<double> fixed_difficulty;
  bool scenario = false;
};
BOOST_DESCRIBE_STRUCT(Listening, (),
                      (version, pid, host, port, fingerprint, fixed_difficulty, scenario))

/// Whom an event is about: the base of those about a connection.
struct OfClient {
  std::string client;  ///< its address
};
BOOST_DESCRIBE_STRUCT(OfClient, (), (client))

struct Connect : OfClient {
  static constexpr std::string_view event = "connect";
};
BOOST_DESCRIBE_STRUCT(Connect, (OfClient), ())

struct Disconnect : OfClient {
  static constexpr std::string_view event = "disconnect";
};
BOOST_DESCRIBE_STRUCT(Disconnect, (OfClient), ())

struct Subscribe : OfClient {
  static constexpr std::string_view event = "subscribe";
  std::string user_agent, extranonce1;
  bool resumed = false;
};
BOOST_DESCRIBE_STRUCT(Subscribe, (OfClient), (user_agent, extranonce1, resumed))

struct Authorize : OfClient {
  static constexpr std::string_view event = "authorize";
  std::string user;
  bool accepted = false;
};
BOOST_DESCRIBE_STRUCT(Authorize, (OfClient), (user, accepted))

struct Difficulty : OfClient {
  static constexpr std::string_view event = "difficulty";
  double difficulty = 0;
};
BOOST_DESCRIBE_STRUCT(Difficulty, (OfClient), (difficulty))

struct Job {
  static constexpr std::string_view event = "job";
  std::string job;
  std::uint32_t height = 0;
  bool clean = false;
};
BOOST_DESCRIBE_STRUCT(Job, (), (job, height, clean))

struct Share : OfClient {
  static constexpr std::string_view event = "share";
  std::string user;
  bool accepted = false;
  int code = 0;
  std::string text;
  bool block = false;
  std::optional<Hash256> hash;  ///< empty: there was no header
  double difficulty = 0, pool_difficulty = 0;
  std::string job, extranonce2, ntime, nonce;
  TextOrNull version_bits;
};
BOOST_DESCRIBE_STRUCT(Share, (OfClient),
                      (user, accepted, code, text, block, hash, difficulty, pool_difficulty, job,
                       extranonce2, ntime, nonce, version_bits))

struct BadLine : OfClient {
  static constexpr std::string_view event = "bad_line";
};
BOOST_DESCRIBE_STRUCT(BadLine, (OfClient), ())

/// A line of a scenario was carried out.
struct Step : OfClient {
  static constexpr std::string_view event = "step";
  int line = 0;
  std::string_view step;
};
BOOST_DESCRIBE_STRUCT(Step, (OfClient), (line, step))

struct Exit {
  static constexpr std::string_view event = "exit";
  int code = 0;
  std::string reason;
  std::uint64_t connections = 0, accepted = 0, stale = 0, duplicate = 0, low_difficulty = 0,
                unauthorized = 0, other = 0, blocks = 0;
  double credited_hashes = 0;
};
BOOST_DESCRIBE_STRUCT(Exit, (),
                      (code, reason, connections, accepted, stale, duplicate, low_difficulty,
                       unauthorized, other, blocks, credited_hashes))

}  // namespace wildcat::program::practice_event
