// SPDX-License-Identifier: MIT
// NVIDIA first, AMD second. The NVIDIA library is loaded when the first card is asked for, and the
// processor's files are looked for when it is.
#include "wildcat/telemetry.h"

#include "backends/telemetry/amd_sysfs.h"
#include "backends/telemetry/nvml.h"
#include "backends/telemetry/processor.h"

namespace wildcat {
namespace {

class Sensors final : public Telemetry {
 public:
  explicit Sensors(TelemetryOptions options) : options_(std::move(options)) {}

  std::optional<DeviceReading> read(const std::string& pci) override {
    if (pci.empty()) return std::nullopt;
    if (!nvml_) nvml_.emplace(options_.nvml_library);
    auto reading = nvml_->read(pci);
    return reading ? reading : read_amd_sensors(options_.sysfs_root, pci);
  }

  std::optional<DeviceReading> read_processor() override {
    if (!processor_) processor_.emplace(options_.sysfs_root);
    return processor_->read(ProcessorSensors::TimePoint::clock::now());
  }

 private:
  const TelemetryOptions options_;
  std::optional<ProcessorSensors> processor_;
  std::optional<Nvml> nvml_;
};

}  // namespace

std::unique_ptr<Telemetry> telemetry(TelemetryOptions options) {
  return std::make_unique<Sensors>(std::move(options));
}

}  // namespace wildcat
