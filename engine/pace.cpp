// SPDX-License-Identifier: MIT
#include "engine/pace.h"

#include <algorithm>
#include <cmath>

namespace wildcat {

void Pace::limit(std::optional<double> rate, std::chrono::microseconds step) {
  step_ = step;
  rate_ = rate && std::isfinite(*rate) && *rate > 0 ? *rate : 0;
}

std::uint64_t Pace::unit_hashes(std::uint64_t scanners) const {
  constexpr double most = 4294967296.0;
  const double each =
      rate_ * step_.count() / static_cast<double>(std::max<std::uint64_t>(scanners, 1));
  return static_cast<std::uint64_t>(std::clamp(each, 1.0, most));
}

bool Pace::due(TimePoint now) const {
  if (!limited()) return true;
  const std::lock_guard lock(mutex_);
  return closed_ || !free_at_ || now >= *free_at_;
}

void Pace::wait(const std::atomic<bool>& leave) {
  if (!limited()) return;
  std::unique_lock lock(mutex_);
  while (!closed_ && !leave.load() && free_at_ && TimePoint::clock::now() < *free_at_) {
    const TimePoint until = *free_at_;  // a copy: others may move it while we sleep
    changed_.wait_until(lock, until);
  }
}

void Pace::spend(std::uint64_t hashes, TimePoint now) {
  if (!limited()) return;
  const std::chrono::duration<double> cost(static_cast<double>(hashes) / rate_);
  const std::lock_guard lock(mutex_);
  free_at_ = std::max(free_at_.value_or(now), now - catch_up) +
             std::chrono::duration_cast<TimePoint::duration>(cost);
}

void Pace::wake() {
  {
    const std::lock_guard lock(mutex_);
  }
  changed_.notify_all();
}

void Pace::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  changed_.notify_all();
}

}  // namespace wildcat
