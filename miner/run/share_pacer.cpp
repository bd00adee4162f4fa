// SPDX-License-Identifier: MIT
// Keeps the newest share until one is due, and counts those that are given up.
#include "miner/run/share_pacer.h"

#include <algorithm>
#include <utility>

namespace wildcat::program {

SharePacer::SharePacer(std::optional<double> per_minute, std::uint64_t seed, bool blocks_at_once)
    : phase_(static_cast<double>(seed >> 11U) * 0x1p-53), blocks_at_once_(blocks_at_once) {
  if (!per_minute) return;
  const std::chrono::duration<double> interval(60 / *per_minute);
  interval_ = std::chrono::duration_cast<std::chrono::steady_clock::duration>(interval);
}

std::optional<Share> SharePacer::found(Share share, Time now) {
  if (interval_.count() == 0) return share;
  if (!next_)
    next_ =
        now + std::chrono::duration_cast<std::chrono::steady_clock::duration>(interval_ * phase_);
  if (blocks_at_once_ && share.is_block()) {
    spend(now);
    return share;
  }
  if (now >= *next_) {
    spend(now);
    return best(std::move(share));
  }
  if (share.is_block() && now >= owed_until_) {
    spend(now);
    owed_until_ = *next_;
    return share;
  }
  keep(std::move(share));
  return std::nullopt;
}

/// What goes of the kept share and a new one: a block that has waited before all others, otherwise
/// the newer one.
Share SharePacer::best(Share share) {
  if (!kept_ || !kept_->is_block()) {
    forget();
    return share;
  }
  return std::exchange(*kept_, std::move(share));
}

void SharePacer::keep(Share share) {
  if (kept_ && kept_->is_block()) {
    ++withheld_;
    return;
  }
  forget();
  kept_ = std::move(share);
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
