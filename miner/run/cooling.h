// SPDX-License-Identifier: MIT
// A temperature that devices are to stay below: one that gets too warm hashes a part of the time,
// and not at all at the limit until it has cooled down. The waiting is the Miner's (its throttle);
// this is the rule that turns temperatures into limits.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "miner/devices/sensors.h"
#include "wildcat/device.h"
#include "wildcat/miner.h"

namespace wildcat::program {

/// The owner of these limits (Miner::set_duty).
inline constexpr const char* temperature_owner = "temperature";

/// How much of the time one device may work. Thread rule: one thread at a time.
class CoolingRule {
 public:
  /// From this many degrees below the limit on it slows down; there it also starts again.
  static constexpr double margin_c = 5;

  explicit CoolingRule(double max_c) : max_c_(max_c) {}

  /// What the sensor says, in degrees Celsius; empty changes nothing.
  void heard(std::optional<double> temperature_c);
  /// Share of the time, 0 to 1; 0: it is to rest until it is cooler by the margin.
  double duty() const { return duty_; }
  /// The last one heard.
  std::optional<double> temperature_c() const { return temperature_c_; }

 private:
  const double max_c_;
  std::optional<double> temperature_c_;
  double duty_ = 1;
};

/// The rule for all devices of a run, set as limits of its Miner. Thread rule: any thread.
class Cooling {
 public:
  /// `devices` are some of those of `miner`, which outlives this.
  Cooling(double max_c, Miner& miner, const std::vector<DeviceInfo>& devices);

  /// A round of the sensors.
  void heard(const Readings& readings);

  /// A device that works at full speed, slowly, or not at all, and did not so before.
  struct Change {
    std::string device;
    double temperature_c = 0;
    double duty = 1;
  };
  /// What has changed since the last call.
  std::vector<Change> changes();
  /// Devices whose temperature nobody tells, each once, when sensors have been read.
  std::vector<DeviceInfo> unheard();

 private:
  struct Attended {
    DeviceInfo info;
    CoolingRule rule;
    double set = 1;  ///< the duty that the miner was told
    int told = 1;    ///< 1: full speed, 0: slow, -1: resting
  };
  Miner& miner_;
  std::mutex mutex_;  // guards the rest
  std::map<std::string, Attended> devices_;
  bool listened_ = false;
  bool told_unheard_ = false;
};

/// A device cannot be spared: nobody tells its temperature. Why, and what helps.
std::string unheard_text(const DeviceInfo& device);

}  // namespace wildcat::program
