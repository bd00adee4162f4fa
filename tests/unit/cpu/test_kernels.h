// SPDX-License-Identifier: MIT
// Kernels for tests: the kernels' contract in the plainest C++, four nonces a batch, and variations
// of it that break the contract or let a test watch.
#pragma once

#include <functional>

#include "backends/cpu/cpu_kernel.h"
#include "wildcat/sha256.h"

namespace wildcat::test {

inline constexpr std::uint32_t test_lanes = 4;

inline std::uint32_t swap_bytes(std::uint32_t x) { return __builtin_bswap32(x); }

/// The last word of the digest, from the definition.
inline std::uint32_t last_digest_word(const wildcat_cpu_job& job, std::uint32_t version,
                                      std::uint32_t nonce) {
  sha256::State middle;
  for (std::size_t i = 0; i < 8; ++i) middle[i] = job.midstate[version].word[i];
  const auto& t = job.block.tail;
  const sha256::Block tail = {
      t[0], t[1], t[2], swap_bytes(nonce), 0x80000000u, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 640};
  const sha256::State first = sha256::compress(middle, tail);
  sha256::Block second{};
  for (std::size_t i = 0; i < 8; ++i) second[i] = first[i];
  second[8] = 0x80000000u;
  second[15] = 256;
  return sha256::compress(sha256::initial_state, second)[7];
}

/// How a kernel behaves; the defaults are right. Flaws override one thing each.
struct Right {
  static bool hit(const wildcat_cpu_job& job, std::uint32_t version, std::uint32_t nonce) {
    return (last_digest_word(job, version, nonce) & job.block.filter_mask) == 0;
  }
  static wildcat_scan_hit report(std::uint32_t version, std::uint32_t nonce, std::uint32_t) {
    return {version, nonce};
  }
  static std::uint32_t batches_claimed(std::uint32_t searched, std::uint32_t) { return searched; }
  static std::uint32_t copies() { return 1; }
};

template <class Behaviour, std::uint32_t Versions>
wildcat_u32 test_scan(const wildcat_cpu_job* job, wildcat_u32 first, wildcat_u32 batches,
                      wildcat_cpu_hits* hits) {
  std::uint32_t b = 0;
  for (; b < batches; ++b) {
    if (hits->count + test_lanes * Versions > WILDCAT_CPU_MAX_HITS) break;
    for (std::uint32_t v = 0; v < Versions; ++v)
      for (std::uint32_t lane = 0; lane < test_lanes; ++lane) {
        const std::uint32_t nonce = first + b * test_lanes + lane;
        if (!Behaviour::hit(*job, v, nonce)) continue;
        for (std::uint32_t c = 0; c < Behaviour::copies(); ++c)
          if (hits->count < WILDCAT_CPU_MAX_HITS)
            hits->hit[hits->count++] = Behaviour::report(v, nonce, Versions);
      }
  }
  return Behaviour::batches_claimed(b, batches);
}

/// A kernel of this behaviour for 1, 4 and 16 versions, which needs WILDCAT_CPU_NEEDS_... .
template <class Behaviour>
constexpr wildcat_cpu_kernel test_kernel(const char* name, wildcat_u32 features = 0) {
  return {name,
          test_lanes,
          {test_scan<Behaviour, 1>, nullptr, test_scan<Behaviour, 4>, nullptr,
           test_scan<Behaviour, 16>},
          features};
}

inline constexpr wildcat_cpu_kernel right_kernel = test_kernel<Right>("scalar_right");

/// Right, and calls `hook` before every scan with the number of batches: one per Tag.
template <class Tag>
struct Watched : Right {
  static inline std::function<void(std::uint32_t)> hook = [](std::uint32_t) {};
  template <std::uint32_t Versions>
  static wildcat_u32 scan(const wildcat_cpu_job* job, wildcat_u32 first, wildcat_u32 batches,
                          wildcat_cpu_hits* hits) {
    hook(batches);
    return test_scan<Right, Versions>(job, first, batches, hits);
  }
  static constexpr wildcat_cpu_kernel kernel(const char* name) {
    return {name, test_lanes, {scan<1>, nullptr, scan<4>, nullptr, scan<16>}, 0};
  }
};

}  // namespace wildcat::test
