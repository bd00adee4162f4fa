// SPDX-License-Identifier: MIT
// How a pool has answered lately. A group leaves a pool that refuses too much, whatever protocol it
// speaks.
#pragma once

#include <bit>
#include <cstdint>

#include "wildcat/stats.h"

namespace wildcat::stratum {

/// The last 32 answers. One thread at a time.
class AnswerHistory {
 public:
  /// Records what became of a share that was sent.
  void note(const ShareOutcome& outcome) {
    using Kind = ShareOutcome::Kind;
    // Stale ones are bad luck, unless the pool had not told us of new work.
    const bool unlucky = outcome.kind == Kind::stale && outcome.fault != StaleFault::pool;
    const bool bad = outcome.kind != Kind::accepted && !unlucky;
    answers_ = answers_ << 1U | std::uint32_t{bad};
  }
  /// Of the last `count` (at most 32): how many were refused or never answered.
  int bad(int count) const {
    return std::popcount(answers_ & (count >= 32 ? ~0U : (1U << count) - 1));
  }
  void forget() { answers_ = 0; }

 private:
  std::uint32_t answers_ = 0;  ///< the newest in the lowest bit; 1: bad
};

}  // namespace wildcat::stratum
