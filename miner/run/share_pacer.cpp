// SPDX-License-Identifier: MIT
// Keeps the newest share until one is due, and counts those that are given up.
#include "miner/run/share_pacer.h"

#include <algorithm>
#include <utility>

namespace wildcat::program {

SharePacer::SharePacer(std::optional<double> per_minute, std::uint64_t seed)
    : phase_(static_cast<double>(seed >> 11U) * 0x1p-53) {
  if (!per_minute) return;
  const std::chrono::duration<double> interval(60 / *per_minute);
  interval_ = std::chrono::duration_cast<std::chrono::steady_clock::duration>(interval);
}

std::optional<Share> SharePacer::found(Share share, Time now) {
  if (interval_.count() == 0) return share;
  if (!next_)
    next_ =
        now + std::chrono::duration_cast<std::chrono::steady_clock::duration>(interval_ * phase_);
  if (share.is_block() || now >= *next_) {
    forget();
    spend(now);
    return share;
  }
  forget();
  kept_ = std::move(share);
  return std::nullopt;
}

std::optional<Share> SharePacer::due(Time now) {
  if (!kept_ || now < *next_) return std::nullopt;
  spend(now);
  return std::exchange(kept_, std::nullopt);
}

/// One interval is made up for when no share was there in time; more would be a burst.
void SharePacer::spend(Time now) { next_ = std::max(*next_, now - interval_) + interval_; }

std::optional<SharePacer::Time> SharePacer::next() const { return kept_ ? next_ : std::nullopt; }

void SharePacer::forget() {
  if (kept_) ++withheld_;
  kept_.reset();
}

std::uint64_t SharePacer::take_withheld() { return std::exchange(withheld_, 0); }

}  // namespace wildcat::program
