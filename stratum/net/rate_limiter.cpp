// SPDX-License-Identifier: MIT
// Counts events within a minute and refuses those beyond a limit; notices rates that are too high.
#include "stratum/net/rate_limiter.h"

#include <utility>

namespace wildcat::stratum {

bool RateLimiter::pass(Time now) {
  if (!window_ || now - *window_ >= std::chrono::minutes(1)) {
    window_ = now;
    passed_ = 0;
  }
  if (passed_ < most_) {
    ++passed_;
    return true;
  }
  ++held_;
  return false;
}

std::uint64_t RateLimiter::take_held() { return std::exchange(held_, 0); }

std::optional<double> HighRateDetector::count(std::uint64_t events, Time now) {
  if (!since_) since_ = now;
  const std::chrono::duration<double> passed = now - *since_;
  std::optional<double> rate;
  if (passed >= span) {
    rate = static_cast<double>(events_) / passed.count();
    since_ = now;
    events_ = 0;
  }
  events_ += events;
  if (!rate || *rate <= most_per_second || (rung_ && now - *rung_ < quiet)) return std::nullopt;
  rung_ = now;
  return rate;
}

}  // namespace wildcat::stratum
