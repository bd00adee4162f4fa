// SPDX-License-Identifier: MIT
// Takes over counters, and adds up power over time where there is none.
#include "miner/run/energy_meter.h"

#include <algorithm>

namespace wildcat::program {

void EnergyMeter::add(const Readings& readings, std::chrono::steady_clock::time_point now) {
  constexpr std::chrono::duration<double> longest_gap{5};
  const std::lock_guard lock(mutex_);
  const std::chrono::duration<double> since = last_ ? now - *last_ : longest_gap.zero();
  last_ = now;
  for (const auto& [device, reading] : readings)
    if (reading.energy_joules)
      joules_[device] = *reading.energy_joules;
    else if (reading.power_watts)
      joules_[device] += *reading.power_watts * std::min(since, longest_gap).count();
}

std::optional<double> EnergyMeter::of(const std::string& device) const {
  const std::lock_guard lock(mutex_);
  const auto at = joules_.find(device);
  return at == joules_.end() ? std::nullopt : std::optional(at->second);
}

std::optional<double> EnergyMeter::total() const {
  const std::lock_guard lock(mutex_);
  if (joules_.empty()) return std::nullopt;
  double sum = 0;
  for (const auto& [device, joules] : joules_) sum += joules;
  return sum;
}

}  // namespace wildcat::program
