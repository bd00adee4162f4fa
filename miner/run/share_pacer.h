// SPDX-License-Identifier: MIT
// So many shares a minute of one worker: picked among those that were really found. A share found
// when none is due is kept until one is; of several, the newest, whose job is the freshest.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "wildcat/work.h"

namespace wildcat::program {

/// Thread rule: one thread at a time. The clock is passed in.
class SharePacer {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// Empty: every share goes at once. `seed` says when in the first interval the first one is due,
  /// so that thousands of workers do not submit at the same moment.
  /// `blocks_at_once`: blocks do not wait, however many they are.
  SharePacer(std::optional<double> per_minute, std::uint64_t seed, bool blocks_at_once = false);

  /// A share was found. What is due now comes back: this one, one that was kept, or nothing. A
  /// block goes ahead of its time, and the shares after it wait until the count is right again.
  /// Until then a further block is kept like a share, and nothing takes its place: at most one
  /// block is ever ahead, and where blocks are rare none waits.
  std::optional<Share> found(Share share, Time now);
  /// The share that is kept, when its time has come.
  std::optional<Share> due(Time now);
  /// When due() is wanted; empty: nothing is kept.
  std::optional<Time> next() const;
  /// The kept share is worth nothing any more: its job is gone.
  void forget();
  /// How many shares were given up since the last call.
  std::uint64_t take_withheld();

 private:
  void spend(Time now);
  Share best(Share share);
  void keep(Share share);

  std::chrono::steady_clock::duration interval_{0};
  double phase_;
  bool blocks_at_once_;
  Time owed_until_{};         ///< when the last block that went ahead of its time is paid for
  std::optional<Time> next_;  ///< when the next share may go; empty before the first one is found
  std::optional<Share> kept_;
  std::uint64_t withheld_ = 0;
};

}  // namespace wildcat::program
