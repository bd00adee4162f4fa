// SPDX-License-Identifier: MIT
// The rates of all kernels of a device, and whether they compute right.
#pragma once

#include <chrono>

#include "bench/harness/progress.h"
#include "bench/harness/report.h"
#include "bench/harness/subjects.h"

namespace wildcat::program::bench {

/// How thorough a run is: seconds for each part of it, and samples.
struct Effort {
  std::chrono::duration<double> kernels{70}, scaling{30}, energy{10};
  int samples = 20, scaling_samples = 8;
  int jobs = 500;  ///< that come in the measurement of latency
  static Effort quick() {
    using Seconds = std::chrono::duration<double>;
    return {Seconds(7), Seconds(3), Seconds(1.5), 8, 4, 100};
  }
};

struct KernelRows {
  std::vector<KernelRow> rows;
  std::optional<double> clock_hz;  ///< the fastest that was seen
};

/// Every kernel searches the fixed work first, then all take turns, so that what disturbs the
/// machine for a moment disturbs neighbours alike. On a thread of its own, which is pinned. Errors:
/// self_test_failed when what a kernel finds in the fixed work is not what it has to find, or the
/// scanner's.
Result<KernelRows> measure_kernels(const Group& group, const Effort& effort, Progress& progress);

}  // namespace wildcat::program::bench
