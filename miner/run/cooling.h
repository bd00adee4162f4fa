// SPDX-License-Identifier: MIT
// --max-temp: a device that gets too warm is given less work, and none at its limit until it has
// cooled down. Nothing of the device is set: it only rests between units.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "miner/devices/sensors.h"
#include "wildcat/device.h"

namespace wildcat::program {

/// How much of the time one device may work. Thread rule: any thread.
class Governor {
 public:
  /// From this many degrees below the limit on it slows down; there it also starts again.
  static constexpr double margin_c = 5;

  explicit Governor(double max_c) : max_c_(max_c) {}

  /// What the sensor says; empty changes nothing.
  void heard(std::optional<double> temperature_c);
  /// Share of the time, 0 to 1; 0: it is to rest until it is cooler.
  double duty() const;
  std::optional<double> temperature_c() const;
  /// Sleeps for `owed`, and then as long as the duty is 0; no longer than `enough` stays false, or
  /// than until release().
  void rest(std::chrono::duration<double> owed, const std::function<bool()>& enough);
  /// Mining ends: nobody rests any more.
  void release();

 private:
  const double max_c_;
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::optional<double> temperature_c_;
  double duty_ = 1;
  bool released_ = false;
};

/// `device`, whose scanners rest as `governor` says.
std::unique_ptr<Device> cooled_device(std::unique_ptr<Device> device,
                                      std::shared_ptr<Governor> governor);

/// All devices of a run. Thread rule: attend() before the others, of which heard() may be called
/// from any thread, and the rest from one.
class Cooling {
 public:
  explicit Cooling(double max_c) : max_c_(max_c) {}

  /// From now on the device minds the limit.
  std::unique_ptr<Device> attend(std::unique_ptr<Device> device);
  void heard(const Readings& readings);
  void release();

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
    std::shared_ptr<Governor> governor;
    int told = 1;  ///< 1: full speed, 0: slow, -1: resting
  };
  const double max_c_;
  std::map<std::string, Attended> devices_;
  std::atomic<bool> listened_{false};
  bool told_unheard_ = false;
};

/// --max-temp cannot spare a device: nobody tells its temperature. Why, and what helps.
std::string unheard_text(const DeviceInfo& device);

}  // namespace wildcat::program
