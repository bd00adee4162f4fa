// SPDX-License-Identifier: MIT
// Turns a WorkUnit into the structs that GPU kernels read, and chooses how much one launch takes.
#include "backends/gpu/gpu_work.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace wildcat::gpu {
namespace {

constexpr double most_nonces = 2147483648.0;  // of a launch, and twice that of hashes

std::uint32_t at_least_one(double x) {
  return static_cast<std::uint32_t>(std::clamp(x, 1.0, most_nonces));
}

}  // namespace

wildcat_gpu_headers headers_of(const WorkUnit& unit, std::uint32_t first, std::uint32_t count) {
  const HeaderBytes bytes = unit.header.serialize();
  const auto word = [&](std::size_t i) { return sha256::load_be32(bytes.data() + 4 * i); };
  wildcat_gpu_headers headers{};
  for (std::size_t i = 0; i < 16; ++i) headers.block[i] = word(i);
  for (std::size_t i = 0; i < 3; ++i) headers.tail[i] = word(16 + i);
  headers.version = unit.header.version;
  headers.roll_mask = unit.roll_mask;
  headers.first_version = unit.first_version + first;
  headers.versions = count;
  return headers;
}

// Versions are cut only when a table cannot hold them or one nonce of all of them finds too much.
LaunchSize launch_size(const WorkUnit& unit, std::uint64_t nonces_left,
                       const LaunchBounds& bounds) {
  const double hit_odds = std::ldexp(1.0, -std::popcount(unit.target.filter_mask()));
  const double hashes = std::min({bounds.hashes, bounds.hits / hit_odds, 2 * most_nonces});
  const std::uint32_t fit =
      std::min(bounds.max_versions, std::bit_floor(at_least_one(bounds.hits / hit_odds)));
  LaunchSize size;
  size.versions = std::min(unit.versions, fit);
  size.nonces = at_least_one(std::min(hashes / size.versions, double(nonces_left)));
  return size;
}

Search search_for(std::uint32_t versions, std::uint32_t group, bool version_major) {
  return version_major && versions % group == 0 ? Search::version_major : Search::single;
}

}  // namespace wildcat::gpu
