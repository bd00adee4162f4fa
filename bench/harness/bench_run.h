// SPDX-License-Identifier: MIT
// One benchmark from the beginning to its report.
#pragma once

#include "bench/harness/progress.h"
#include "bench/harness/report.h"
#include "miner/devices/device_settings.h"

namespace wildcat::program::bench {

/// What to measure, and how long.
struct BenchSettings {
  DeviceSettings work;  ///< devices and kernels
  bool quick = false;   ///< few samples: seconds instead of minutes, and wide intervals
};

/// Measures everything that `settings` asks for; takes minutes. Errors: those of the devices (as
/// find_subjects and the backends say), self_test_failed when a kernel computes wrong.
Result<Report> measure(const BenchSettings& settings, Progress& progress);

}  // namespace wildcat::program::bench
