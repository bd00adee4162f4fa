// SPDX-License-Identifier: MIT
// What keeps a Miner busy without finding anything.
#pragma once

#include <string>

#include "wildcat/work.h"

namespace wildcat::bench {

/// A job like a pool's, with 16 version bits to roll, whose arrival makes all others stale. Its
/// ntime tells it from those of other numbers.
inline Job busy_job(std::uint32_t number) {
  Job job;
  job.id = std::to_string(number);
  job.version = 0x20000000;
  job.roll_mask = bip320_version_bits;
  job.merkle = CoinbaseMerkle{{1, 2, 3}, {4, 5, 6, 7}, 8, {8, 9}, {}};
  job.ntime = 1'700'000'000 + number;
  job.nbits = 0x17021ec5;
  job.share_target = Target::from_difficulty(1e12).value();
  job.clean = true;
  return job;
}

}  // namespace wildcat::bench
