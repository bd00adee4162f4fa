// SPDX-License-Identifier: MIT
// One limit on a rate, kept by counting the time that what was hashed has cost. A file of its own,
// because the throttle has one for each device and one for all, and because its clock is the
// caller's: tests run ten seconds of it in no time.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace wildcat {

/// Hashes are paid for afterwards, so a unit that ends early costs what it did. Thread rule: one
/// thread at a time.
class RateBudget {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  /// So much lost time is made up for at most: a machine that was busy catches up, one that had no
  /// work does not burst.
  static constexpr std::chrono::milliseconds catch_up{100};

  /// Hashes per second from now on, positive; empty: no limit. What is owed at `now` becomes less
  /// when the rate grows, and does not become more when it shrinks.
  void set_rate(std::optional<double> hashes_per_second, TimePoint now);
  /// Hashes per second; 0: no limit.
  double rate() const { return rate_; }
  /// When everything has been paid for; empty: it has.
  std::optional<TimePoint> free_at() const { return free_at_; }
  /// So much has been hashed until `now`, by units taken when the rate was `rate_then` (0: there
  /// was no limit, and they cost nothing).
  void spend(std::uint64_t hashes, double rate_then, TimePoint now);
  /// There was a reason not to hash until `now`: nothing is to be made up for.
  void forget_lost_time(TimePoint now);

 private:
  double rate_ = 0;
  std::optional<TimePoint> free_at_;
};

}  // namespace wildcat
