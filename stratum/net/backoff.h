// SPDX-License-Identifier: MIT
// How long to wait before the next attempt: 1, 2, 4 ... 60 seconds with jitter, so that a pool that
// comes back is not met by all its miners in the same second.
#pragma once

#include <chrono>
#include <cstdint>

namespace wildcat::stratum {

/// Pauses that double. One thread at a time.
class Backoff {
 public:
  static constexpr std::chrono::minutes good_work{1};

  /// `first` and `longest` before jitter; `seed` of the jitter.
  Backoff(std::chrono::milliseconds first, std::chrono::milliseconds longest, std::uint64_t seed);

  /// The next pause, jitter included (+-20 %).
  std::chrono::milliseconds next();
  /// The next pause, but before jitter no shorter than `least` (nor longer than the longest).
  std::chrono::milliseconds next_at_least(std::chrono::milliseconds least);
  /// A connection has worked for so long. From `good_work` on the trouble before it is over: the
  /// pauses start again with the first.
  void worked_for(std::chrono::steady_clock::duration time) {
    if (time >= good_work) level_ = first_;
  }

 private:
  double jitter();
  std::chrono::milliseconds first_, longest_, level_;
  std::uint64_t random_;
};

}  // namespace wildcat::stratum
