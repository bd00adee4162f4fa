// SPDX-License-Identifier: MIT
// A fixed piece of work for kernels and the number of its hits by the scalar code: what the
// benchmarks run and check their results with.
#pragma once

#include <cstdint>

#include "backends/cpu/scan_job.h"

namespace wildcat::bench {

inline constexpr std::uint32_t first_nonce = 0x10000000;
/// Every 256th hash is a hit: a burst that skips work is found out.
inline constexpr std::uint32_t filter_mask = 0xff000000;

inline BlockHeader header_of(std::uint32_t version) {
  BlockHeader header;
  header.version = 0x20000000 | version << 13;
  header.ntime = 1700000000;
  header.nbits = 0x17034219;
  return header;
}

/// The job of the headers 0 .. WILDCAT_SCAN_MAX_VERSIONS - 1.
inline wildcat_cpu_job make_job(std::uint32_t mask) {
  wildcat_cpu_job job{};
  job.block = scan_block(header_of(0), mask);
  for (std::uint32_t v = 0; v < WILDCAT_SCAN_MAX_VERSIONS; ++v)
    job.midstate[v] = scan_midstate(header_of(v));
  return job;
}

inline bool is_hit(const BlockHeader& header) {
  const auto hash = header.hash();
  return (sha256::load_be32(hash.internal().data() + 28) & filter_mask) == 0;
}

/// Hits among `nonces` nonces of each of the first `versions` headers, by the scalar code.
inline std::uint32_t count_hits(std::uint32_t versions, std::uint32_t nonces) {
  std::uint32_t count = 0;
  for (std::uint32_t v = 0; v < versions; ++v) {
    BlockHeader header = header_of(v);
    for (std::uint32_t i = 0; i < nonces; ++i) {
      header.nonce = first_nonce + i;
      count += is_hit(header) ? 1 : 0;
    }
  }
  return count;
}

}  // namespace wildcat::bench
