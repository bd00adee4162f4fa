// SPDX-License-Identifier: MIT
// What the fault injector keeps over all connections of a client.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "stratum/v1/faults/fault_lines.h"
#include "wildcat/client.h"

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

}  // namespace wildcat::stratum
