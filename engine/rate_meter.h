// SPDX-License-Identifier: MIT
// Counted hash rates: what completed units prove was searched, over sliding windows. A scanner that
// hangs adds nothing, so its windows run empty and its rate vanishes instead of freezing.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

#include "wildcat/stats.h"

namespace wildcat {

/// Time since the start of the run. The caller brings the clock, so tests need no sleeping.
using Seconds = std::chrono::duration<double>;

/// Hashes counted in each window; sums of several meters are added before they become rates.
struct RateSums {
  std::uint64_t last_10_s = 0;
  std::uint64_t last_60_s = 0;
  std::uint64_t last_15_min = 0;
  std::uint64_t whole_run = 0;
  /// Adds window by window.
  RateSums& operator+=(const RateSums& other);
};

/// Hashes per second of `sums` taken at `now`. A window with no hashes has no rate.
Rates rates_of(const RateSums& sums, Seconds now);

/// A ring of one-second buckets. Thread rule: one thread at a time (its owner's mutex).
class RateMeter {
 public:
  /// `hashes` were completed at time `at`. Times before the start count as the start.
  void add(Seconds at, std::uint64_t hashes);
  /// What the windows that end at `now` hold. `now` must not lie before the last add.
  RateSums sums(Seconds now) const;

 private:
  /// Longest window, 15 minutes.
  static constexpr std::size_t slots = 900;
  /// `second` says which round of the ring the count belongs to: old slots need no clearing.
  struct Slot {
    std::uint64_t second = 0;
    std::uint64_t hashes = 0;
  };
  std::uint64_t window(std::uint64_t second, std::uint64_t length) const;

  std::array<Slot, slots> ring_{};
  std::uint64_t whole_run_ = 0;
};

}  // namespace wildcat
