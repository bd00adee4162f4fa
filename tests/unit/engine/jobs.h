// SPDX-License-Identifier: MIT
// Jobs for tests: small search spaces and easy targets.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "wildcat/work.h"

namespace wildcat::test {

/// As many nonces as there are.
constexpr std::uint64_t all_nonces = std::uint64_t{1} << 32;

/// Difficulty 1 for shares and network, a fixed merkle root, nothing to roll but the nonce.
inline Job fixed_root_job() {
  Job job;
  job.id = "fixed";
  job.version = 0x20000000;
  job.merkle = hash_twice({});
  job.ntime = 1'700'000'000;
  job.nbits = 0x1d00ffff;
  job.share_target = Target::difficulty_1();
  return job;
}

/// The same with `bits` version bits, some bytes of extranonce2 and an ntime window in seconds.
inline Job rolling_job(int bits, std::uint8_t extranonce2_size, std::uint32_t window) {
  Job job = fixed_root_job();
  job.id = "rolling";
  job.roll_mask = static_cast<std::uint32_t>((std::uint64_t{1} << bits) - 1) << 13;
  job.merkle = CoinbaseMerkle{{1, 2, 3}, {4, 5}, extranonce2_size, {6}, {hash_twice({})}};
  job.ntime_window = window;
  job.ntime_free = true;
  return job;
}

inline std::shared_ptr<const Job> shared(Job job) {
  return std::make_shared<const Job>(std::move(job));
}

}  // namespace wildcat::test
