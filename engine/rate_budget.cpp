// SPDX-License-Identifier: MIT
// What is owed is kept as a moment, not as a number of hashes: a limit of one hash per hour that is
// lifted leaves nothing behind, and one that is set does not charge for what was fast before.
#include "engine/rate_budget.h"

#include <algorithm>

namespace wildcat {

void RateBudget::set_rate(std::optional<double> hashes_per_second, TimePoint now) {
  const double rate = hashes_per_second.value_or(0);
  if (rate <= 0)
    free_at_.reset();
  else if (rate > rate_ && rate_ > 0 && free_at_ && *free_at_ > now)
    free_at_ =
        now + std::chrono::duration_cast<TimePoint::duration>((*free_at_ - now) * (rate_ / rate));
  rate_ = rate;
}

void RateBudget::spend(std::uint64_t hashes, double rate_then, TimePoint now) {
  if (rate_ <= 0 || rate_then <= 0) return;
  const std::chrono::duration<double> cost(static_cast<double>(hashes) /
                                           std::max(rate_, rate_then));
  free_at_ = std::max(free_at_.value_or(now), now - catch_up) +
             std::chrono::duration_cast<TimePoint::duration>(cost);
}

void RateBudget::forget_lost_time(TimePoint now) {
  if (free_at_ && *free_at_ < now) free_at_ = now;
}

}  // namespace wildcat
