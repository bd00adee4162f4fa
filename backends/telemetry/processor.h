// SPDX-License-Identifier: MIT
// The sensors of the machine's own processor: temperature from hwmon or a thermal zone, power and
// energy from RAPL, the clock from cpufreq.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <vector>

#include "backends/telemetry/rapl.h"
#include "wildcat/telemetry.h"

namespace wildcat {

/// The hottest package's temperature in degrees Celsius below `sysfs` ("/sys"); empty: no sensor
/// says so. Any thread.
std::optional<double> processor_temperature(const std::filesystem::path& sysfs);

/// All of them. Thread rule: one thread at a time.
class ProcessorSensors {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// Reads below `sysfs`.
  explicit ProcessorSensors(std::filesystem::path sysfs);

  /// What they say; `now` is when. Power is the mean since the reading before, so the first one has
  /// none. Empty: nothing at all can be read.
  std::optional<DeviceReading> read(TimePoint now);

 private:
  void read_energy(DeviceReading& reading, TimePoint now);

  const std::filesystem::path sysfs_;
  std::optional<RaplMeter> rapl_;
  std::vector<std::uint64_t> counts_;  ///< RAPL's, at the last reading
  TimePoint read_at_{};
  double joules_ = 0;  ///< since the first reading
};

}  // namespace wildcat
