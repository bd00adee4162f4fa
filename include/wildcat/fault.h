// SPDX-License-Identifier: MIT
// Faults that a Client commits on purpose, to test pools and proxies: broken or untrue copies of
// its own submissions, sent beside them. docs/FAULTS.md lists them with the right answers. A file
// of its own, because a program that only mines needs none of it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "wildcat/stats.h"

namespace wildcat::stratum {

/// What can be done wrong.
enum class FaultKind {
  stale,
  duplicate,
  low_difficulty,
  wrong_version_bits,
  wrong_extranonce2_length,
  wrong_job,
  ntime_early,
  ntime_late,
  malformed_json,
  huge_line,
  half_line,
  never_read,
  disconnect_mid_submit,
  reorder_ids,
};
/// How many there are.
inline constexpr std::size_t fault_kinds = 14;

/// "wrong-job": its name for people and in events.
std::string_view to_string(FaultKind kind);
/// The inverse; empty for any other text.
std::optional<FaultKind> fault_kind(std::string_view name);
/// What a correct pool does about it, in words.
std::string_view expected_answer(FaultKind kind);

/// How often a fault is committed.
struct FaultRule {
  FaultKind kind = FaultKind::duplicate;  ///< what is done wrong
  double rate = 1;  ///< probability after each share that the pool has accepted, above 0 to 1
};

/// A fault that was committed.
struct Fault {
  FaultKind kind = FaultKind::duplicate;  ///< what was done wrong
  std::uint64_t number = 0;               ///< counts a Client's faults from 1
  std::string sent;                       ///< the line or what was sent of it, its first 1024 bytes
};

/// What the pool made of it. A fault whose connection we had to leave first never gets one.
struct FaultAnswer {
  /// How the pool took it.
  enum class Kind {
    accepted,  ///< taken for good
    refused,
    closed,    ///< the pool closed the connection; or did not take us back on a new one
    returned,  ///< we came back on a new connection, and were welcome
    silent,    ///< no answer within ClientOptions::reply_timeout
  };
  Fault fault;                                ///< what this is the answer to
  Kind kind = Kind::silent;                   ///< how the pool took it
  RejectReason reason = RejectReason::other;  ///< when refused
  int code = 0;                               ///< when refused: the pool's number, 0 without
  std::string text;                           ///< the pool's words, control characters removed
  std::chrono::duration<double> latency{};    ///< from sending to the answer
  bool as_expected = false;                   ///< a correct pool does so
};
/// "accepted", "refused", "closed", "returned", "silent".
std::string_view to_string(FaultAnswer::Kind kind);

}  // namespace wildcat::stratum
