// SPDX-License-Identifier: MIT
// The fault injector: a Stream around the real one. What the session writes goes through unchanged;
// after a share that the pool has accepted, broken copies of it follow as the rules say. The pool's
// answers to these are taken out of what the session reads, so that its own shares, their count and
// the limits know nothing of them. Copies wait for the acceptance, because only then the right
// answer to them is known.
#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <random>
#include <vector>

#include "stratum/fault_lines.h"
#include "stratum/stream.h"

namespace wildcat::stratum {

/// A fault without an answer so far.
struct PendingFault {
  Fault fault;
  std::chrono::steady_clock::time_point sent{};
  bool voided = false;  ///< its job went while it was under way: stale is right then, too
};

/// What is known over all connections of a client. Loop's thread.
struct FaultPlan {
  explicit FaultPlan(const ClientOptions& options);

  const std::vector<FaultRule> rules;
  const std::string password;  ///< to keep out of texts
  const std::chrono::milliseconds reply_timeout;
  std::chrono::milliseconds half_time{2'000};   ///< between the halves of a half line
  std::chrono::milliseconds deaf_time{10'000};  ///< without reading
  std::mt19937_64 dice;
  std::uint64_t count = 0;
  std::uint64_t next_id = 1'000'000'001;  ///< far from the session's own
  std::vector<std::uint8_t> extranonce1;
  std::deque<KnownJob> jobs;              ///< oldest first
  std::optional<SubmitText> void_submit;  ///< an accepted one whose job is void by now
  std::vector<PendingFault> returning;    ///< wait for the next connection

  KnownJob* find(std::string_view job_id);
  bool roll(double rate) { return std::generate_canonical<double, 53>(dice) < rate; }
};

/// Streams of `factory` with the faults of `plan` committed on them.
StreamFactory with_faults(Loop& loop, StreamFactory factory, std::shared_ptr<FaultPlan> plan);

}  // namespace wildcat::stratum
