// SPDX-License-Identifier: MIT
// Mines on one GPU without a pool, through the real Miner, and tells what came of it.
#pragma once

#include <vector>

#include "wildcat/cuda.h"
#include "wildcat/stats.h"

namespace wildcat::bench {

/// What to do.
struct MiningPlan {
  CudaOptions cuda;
  std::size_t device = 0;  ///< of those that the backend finds
  double seconds = 10;
  double canaries = 0.001;    ///< share of units that are canaries
  bool roll_versions = true;  ///< the job grants 16 version bits
  int switches = 0;           ///< clean jobs, 30 ms apart, before the seconds
};

/// What came of it.
struct MiningResult {
  DeviceStats device;
  double hashes_per_second = 0;   ///< over the seconds, the first one left out
  std::vector<double> switch_ms;  ///< from a clean job to the last old unit's return, sorted
  double watts = 0;               ///< mean; 0: not known
  double clock_mhz = 0;           ///< mean of the multiprocessors' clock; 0: not known
};

/// Errors: the backend's, or that the device failed.
Result<MiningResult> mine_on_gpu(const MiningPlan& plan);

}  // namespace wildcat::bench
