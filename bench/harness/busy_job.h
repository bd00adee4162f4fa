// SPDX-License-Identifier: MIT
// What keeps a Miner busy without finding anything.
#pragma once

#include <string>

#include "wildcat/miner.h"

namespace wildcat::bench {

/// A source with 8 bytes of extranonce2, for busy jobs.
inline SourceOptions busy_source() {
  SourceOptions source;
  source.extranonce = {{4, 5, 6, 7}, 8};
  return source;
}

/// A job like a pool's, with 16 version bits to roll, whose arrival makes all others stale. Its
/// ntime tells it from those of other numbers.
inline JobOffer busy_job(std::uint32_t number) {
  Job job;
  job.version = 0x20000000;
  job.merkle = std::make_shared<const CoinbaseParts>(CoinbaseParts{{1, 2, 3}, {8, 9}, {}});
  job.ntime = 1'700'000'000 + number;
  job.nbits = 0x17021ec5;
  JobOffer offer;
  offer.job = std::make_shared<const Job>(std::move(job));
  offer.share_target = Target::from_difficulty(1e12).value();
  offer.roll_mask = bip320_version_bits;
  offer.clean = true;
  offer.name = std::to_string(number);
  return offer;
}

}  // namespace wildcat::bench
