// SPDX-License-Identifier: MIT
// Reads the sensors of the devices once a second, on a thread of its own: a driver that hangs keeps
// nobody else waiting.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "wildcat/device.h"
#include "wildcat/telemetry.h"

namespace wildcat::program {

/// By device id; only devices that have sensors.
using Readings = std::map<std::string, DeviceReading>;

/// The sensors of every device that has some: of cards by their PCI address, of the processor by
/// its kind.
Readings read_sensors(Telemetry& source, const std::vector<DeviceInfo>& devices);

/// One of them.
std::optional<DeviceReading> reading_of(const Readings& readings, const std::string& device);

/// Hashes for a joule; empty when one of the two figures is missing.
std::optional<double> hashes_per_joule(std::optional<double> hashes_per_second,
                                       const DeviceReading& reading);

/// Thread rule: any thread.
class Sensors {
 public:
  /// Cards without a PCI address are not asked. `heard` is told of every round on a thread of
  /// its own; without any other device there is none, and it is told so at once.
  Sensors(std::unique_ptr<Telemetry> source, const std::vector<DeviceInfo>& devices,
          std::function<void(const Readings&)> heard = {});
  /// Does not wait for a driver that hangs.
  ~Sensors();
  Sensors(const Sensors&) = delete;
  Sensors& operator=(const Sensors&) = delete;

  /// The last round; nothing when it is older than five seconds.
  Readings latest() const;

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;  // outlives a thread that is left behind
};

}  // namespace wildcat::program
