// SPDX-License-Identifier: MIT
// Which of several ways to drive a device is fastest here: tried, measured, remembered.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "backends/files/keyed_files.h"
#include "backends/gpu/gpu_measure.h"

namespace wildcat::gpu {

/// One way to drive a device.
struct Way {
  std::string name;  ///< for people, unlike all others: "rotate, groups of 64, 8 a core"
  std::function<Result<std::unique_ptr<LaunchQueue>>()> open_queue;
};

/// What was found out.
struct Tuned {
  std::size_t way = 0;        ///< index
  bool version_major = true;  ///< the search for units of many versions
  Duration launch_time{0};
  double hashes_per_second = 0;
  std::uint32_t group = 0;    ///< threads of a block
  std::string rejected = {};  ///< why ways before it were not taken; empty: they were only slower
};

/// How to look.
struct TuningOptions {
  KeyedFiles files{""};      ///< where results are remembered
  std::string key;           ///< device, driver, kernel text: what a result is good for
  bool anew = false;         ///< look even though a result is remembered
  bool first_sound = false;  ///< take the first way that is right, whatever its rate
  /// Try the other search, too, with the fastest way: it is taken when it is faster by 1 %.
  bool both_searches = false;
  Duration effort = std::chrono::milliseconds(60);  ///< of each measurement
  /// How a rate is found; tests know theirs beforehand.
  std::function<Result<double>(GpuScanner&, Duration effort)> measure = measure_rate;
  /// Launch times to try with the fastest way, shortest first. The shortest that costs less than
  /// 1 % is taken.
  std::vector<Duration> launch_times = {};
};

/// The fastest way that passes the self-test. One that is remembered is tested again, not measured.
/// Error: that of the last way, when none works.
Result<Tuned> tune(const std::vector<Way>& ways, ScannerSettings settings,
                   const TuningOptions& options);

}  // namespace wildcat::gpu
