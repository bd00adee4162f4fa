// SPDX-License-Identifier: MIT
// What there is to measure: every kernel with every number of versions on every device.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/harness/report.h"
#include "miner/devices/device_settings.h"
#include "wildcat/device.h"

namespace wildcat::program::bench {

/// A device that has only one kernel to choose, with one scanner.
struct Subject {
  KernelReport kernel;
  std::shared_ptr<Device> device;
};

/// The kernels of one device.
struct Group {
  DeviceInfo info;
  std::uint32_t scanners = 1;  ///< of the device as mining uses it
  std::vector<Subject> subjects;
  /// What mining uses when versions may be rolled; null: it was not asked for.
  const Subject* chosen() const;
};

struct Subjects {
  std::vector<Group> groups;
  std::vector<Skipped> skipped;
  /// A kernel that computed a wrong answer in its self-test.
  std::optional<Skipped> broken;
};

/// The devices that --devices names; without it the processor and every graphics card once. Errors:
/// as find_all_devices, or not_runnable when nothing is left.
Result<Subjects> find_subjects(const DeviceSettings& options);

/// The processor with this kernel alone and so many scanners, each on a core of its own as long as
/// there are any. Errors: the backend's.
Result<std::unique_ptr<Device>> open_processor(const DeviceSettings& options,
                                               const KernelReport& kernel, std::uint32_t threads);

}  // namespace wildcat::program::bench
