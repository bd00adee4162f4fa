// SPDX-License-Identifier: MIT
// What the sensors of graphics cards and of the processor say. Read only: nothing is ever set.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace wildcat {

/// One reading of one device. Empty: there is no such sensor, or it did not answer.
struct DeviceReading {
  std::optional<double> power_watts;        ///< drawn now
  std::optional<double> power_limit_watts;  ///< what the driver enforces now
  std::optional<double> energy_joules;      ///< used since the first reading; processors only
  std::optional<double> temperature_c;      ///< the chip's own, not its hottest spot
  std::optional<double> core_mhz;           ///< clock of the computing cores now
  std::optional<double> memory_mhz;         ///< clock of its memory now
  /// Why the device runs slower than it could, in words: "power limit", "temperature". Empty: it
  /// does not, or it is not known.
  std::vector<std::string> throttling = {};
};

/// Where to look.
struct TelemetryOptions {
  std::string nvml_library = "libnvidia-ml.so.1";  ///< NVIDIA; loaded at run time, may be missing
  std::string sysfs_root = "/sys";                 ///< AMD's cards, and the processor
};

/// Reads sensors. Thread rule: one thread at a time. A call may take as long as the driver does.
class Telemetry {
 public:
  virtual ~Telemetry() = default;
  /// The device at a PCI address as DeviceInfo::pci has it ("0000:65:00.0"). Empty: nobody here
  /// knows that device.
  virtual std::optional<DeviceReading> read(const std::string& pci) = 0;
  /// The machine's own processor. Empty: it has no sensors that can be read, as in most virtual
  /// machines.
  virtual std::optional<DeviceReading> read_processor() { return std::nullopt; }
};

/// NVIDIA's and AMD's sensors and the processor's. Never fails: without drivers it knows no device.
std::unique_ptr<Telemetry> telemetry(TelemetryOptions options = {});

}  // namespace wildcat
