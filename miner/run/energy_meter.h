// SPDX-License-Identifier: MIT
// How much energy each device has used: what its own counter says, or else the power that its
// sensors tell, times the time it was told for. Apart from Sensors, which remember only the last
// round.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "miner/devices/sensors.h"

namespace wildcat::program {

/// Thread rule: any thread.
class EnergyMeter {
 public:
  /// What was read just now. A device without a counter of energy is taken to have drawn this power
  /// since the last call, for a few seconds at most: what it drew in a longer gap is not known.
  void add(const Readings& readings, std::chrono::steady_clock::time_point now);
  /// Joules; empty: no sensor has told its energy or power.
  std::optional<double> of(const std::string& device) const;
  /// Of all devices that tell it.
  std::optional<double> total() const;

 private:
  mutable std::mutex mutex_;  // guards the rest
  std::optional<std::chrono::steady_clock::time_point> last_;
  std::map<std::string, double> joules_;
};

}  // namespace wildcat::program
