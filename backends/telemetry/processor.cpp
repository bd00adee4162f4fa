// SPDX-License-Identifier: MIT
// Drivers name their sensors in hwmon's file "name". Where none is known, the thermal zones say of
// what they are; virtual machines often have neither.
#include "backends/telemetry/processor.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "backends/files/value_file.h"

namespace wildcat {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 5> drivers{"coretemp", "k10temp", "zenpower", "cpu_thermal",
                                                  "soc_thermal"};
constexpr std::array<std::string_view, 4> zones{"x86_pkg_temp", "cpu-thermal", "cpu_thermal",
                                                "soc-thermal"};

template <class Names>
bool is_one_of(const Names& names, const std::optional<std::string>& name) {
  return name && std::ranges::find(names, std::string_view(*name)) != names.end();
}

std::optional<double> hotter(std::optional<double> a, std::optional<double> b) {
  return std::max(a, b);  // an empty one is less than any
}

/// Calls `look` with each folder in `parent`; a missing parent has none.
template <class Look>
void each_folder(const fs::path& parent, const Look& look) {
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(parent, none)) look(entry.path());
}

// temp1 is the whole package: Intel's "Package id", AMD's "Tctl".
std::optional<double> by_hwmon(const fs::path& sysfs) {
  std::optional<double> hottest;
  each_folder(sysfs / "class/hwmon", [&](const fs::path& monitor) {
    if (is_one_of(drivers, read_line(monitor / "name")))
      hottest = hotter(hottest, read_scaled(monitor / "temp1_input", 1e3));
  });
  return hottest;
}

std::optional<double> by_thermal_zone(const fs::path& sysfs) {
  std::optional<double> hottest;
  each_folder(sysfs / "class/thermal", [&](const fs::path& zone) {
    if (is_one_of(zones, read_line(zone / "type")))
      hottest = hotter(hottest, read_scaled(zone / "temp", 1e3));
  });
  return hottest;
}

/// The mean over all clock domains.
std::optional<double> clock_mhz(const fs::path& sysfs) {
  double sum = 0;
  int count = 0;
  each_folder(sysfs / "devices/system/cpu/cpufreq", [&](const fs::path& policy) {
    if (const auto mhz = read_scaled(policy / "scaling_cur_freq", 1e3)) {
      sum += *mhz;
      ++count;
    }
  });
  if (count == 0) return std::nullopt;
  return sum / count;
}

}  // namespace

std::optional<double> processor_temperature(const fs::path& sysfs) {
  const auto degrees = by_hwmon(sysfs);
  return degrees ? degrees : by_thermal_zone(sysfs);
}

ProcessorSensors::ProcessorSensors(fs::path sysfs) : sysfs_(std::move(sysfs)) {
  if (auto meter = RaplMeter::open(sysfs_ / "class/powercap")) rapl_ = std::move(*meter);
}

std::optional<DeviceReading> ProcessorSensors::read(TimePoint now) {
  DeviceReading reading;
  reading.temperature_c = processor_temperature(sysfs_);
  reading.core_mhz = clock_mhz(sysfs_);
  if (rapl_) read_energy(reading, now);
  if (!reading.temperature_c && !reading.core_mhz && !reading.energy_joules) return std::nullopt;
  return reading;
}

void ProcessorSensors::read_energy(DeviceReading& reading, TimePoint now) {
  const auto counts = rapl_->read();
  if (!counts) return;
  const std::chrono::duration<double> since = now - read_at_;
  if (!counts_.empty()) {
    const double joules = rapl_->joules_between(counts_, *counts);
    joules_ += joules;
    if (since.count() > 0) reading.power_watts = joules / since.count();
  }
  counts_ = *counts;
  read_at_ = now;
  reading.energy_joules = joules_;
  reading.power_limit_watts = rapl_->limit_watts();
}

}  // namespace wildcat
