// SPDX-License-Identifier: MIT
// The earliest of several moments. Everything that waits for more than one thing asks this one
// question: when to look at the clock next.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

namespace wildcat::stratum {

/// Collects moments and keeps the first. One thread at a time.
class Earliest {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// Empty: this one never comes.
  void consider(std::optional<Time> time) {
    if (time) first_ = std::min(first_.value_or(*time), *time);
  }
  /// The first of all; empty when none ever comes.
  std::optional<Time> time() const { return first_; }

 private:
  std::optional<Time> first_;
};

}  // namespace wildcat::stratum
