// SPDX-License-Identifier: MIT
// A limit on the rate of hashing, kept by waiting between units. What was hashed is paid for
// afterwards, so a unit that ends early costs what it did; and nobody holds a unit while waiting,
// so none can become stale meanwhile.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>

namespace wildcat {

/// One limit for all scanners of a Miner. Thread rule: limit() before any other; then any thread.
class Pace {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  /// So much lost time is made up for at most: a machine that was busy catches up, one that had no
  /// work does not burst.
  static constexpr std::chrono::milliseconds catch_up{100};

  /// Hashes per second of all scanners together; what is not positive and finite is no limit. Each
  /// scanner hashes and rests once in a `step`.
  void limit(std::optional<double> rate, std::chrono::microseconds step);
  bool limited() const { return rate_ > 0; }
  /// Hashes in one unit when `scanners` share the rate. At least one.
  std::uint64_t unit_hashes(std::uint64_t scanners) const;

  /// True when more may be hashed at `now`.
  bool due(TimePoint now) const;
  /// Waits until more may be hashed, `leave` is set and wake() called, or close(). Does not wait
  /// without a limit, nor take a lock.
  void wait(const std::atomic<bool>& leave);
  /// So much has been hashed until `now`.
  void spend(std::uint64_t hashes, TimePoint now);
  /// Makes those who wait look at their `leave` again.
  void wake();
  /// Nobody waits any more, for good.
  void close();

 private:
  double rate_ = 0;
  std::chrono::duration<double> step_{};
  mutable std::mutex mutex_;  // guards the rest
  std::condition_variable changed_;
  std::optional<TimePoint> free_at_;  ///< when all that was hashed has been paid for
  bool closed_ = false;
};

}  // namespace wildcat
