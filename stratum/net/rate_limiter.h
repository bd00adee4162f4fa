// SPDX-License-Identifier: MIT
// What keeps a talkative pool, or one that asks for far too many shares, from flooding whoever
// listens. Clocks are passed in.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace wildcat::stratum {

/// Lets so many through per minute and counts the rest. One thread at a time.
class RateLimiter {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit RateLimiter(int most) : most_(most) {}
  /// True when there is room for one more.
  bool pass(Time now);
  /// How many were held back since the last call.
  std::uint64_t take_held();

 private:
  int most_;
  int passed_ = 0;
  std::uint64_t held_ = 0;
  std::optional<Time> window_;
};

/// Notices a whole minute with more than five events per second. One thread at a time.
class HighRateDetector {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr double most_per_second = 5;
  static constexpr std::chrono::seconds span{60};
  static constexpr std::chrono::hours quiet{1};  ///< between two alarms

  /// Counts events. Events per second when that is worth an alarm.
  std::optional<double> count(std::uint64_t events, Time now);

 private:
  std::optional<Time> since_, rung_;
  std::uint64_t events_ = 0;
};

}  // namespace wildcat::stratum
