// SPDX-License-Identifier: MIT
// Jobs for tests: small search spaces and easy targets.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "engine/job_source.h"
#include "tests/support/flat_job.h"

namespace wildcat::test {

/// As many nonces as there are.
constexpr std::uint64_t all_nonces = std::uint64_t{1} << 32;

/// Difficulty 1 for shares and network, a fixed merkle root, nothing to roll but the nonce.
inline FlatJob fixed_root_job() {
  FlatJob job;
  job.name = "fixed";
  job.version = 0x20000000;
  job.merkle = hash_twice({});
  job.ntime = 1'700'000'000;
  job.nbits = 0x1d00ffff;
  job.share_target = Target::difficulty_1();
  return job;
}

/// The same with `bits` version bits, a coinbase and an ntime window in seconds.
inline FlatJob rolling_job(int bits, std::uint32_t window) {
  FlatJob job = fixed_root_job();
  job.name = "rolling";
  job.roll_mask = static_cast<std::uint32_t>((std::uint64_t{1} << bits) - 1) << 13;
  job.merkle =
      std::make_shared<const CoinbaseParts>(CoinbaseParts{{1, 2, 3}, {6}, {hash_twice({})}});
  job.ntime_window = window;
  job.ntime_free = true;
  return job;
}

/// A source that rolls so many bytes of extranonce2, from `first` on.
inline JobSource rolling_source(std::uint8_t extranonce2_size, SourceId id = 1,
                                std::uint64_t first = 0) {
  JobSource source(id, first);
  source.set_extranonce({{4, 5}, extranonce2_size});
  return source;
}

}  // namespace wildcat::test
