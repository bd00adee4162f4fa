// SPDX-License-Identifier: MIT
// From the public API's units to what GPU kernels are given, and how much of a unit one launch
// takes. Pure; any thread.
#pragma once

#include "backends/gpu/launch_queue.h"
#include "wildcat/work.h"

namespace wildcat::gpu {

/// The headers of versions `first` .. `first + count - 1` of the unit.
wildcat_gpu_headers headers_of(const WorkUnit& unit, std::uint32_t first, std::uint32_t count);

/// How the scanner cuts a unit: launches of so many versions x so many nonces.
struct LaunchSize {
  std::uint32_t versions = 1;
  std::uint32_t nonces = 1;
};

/// What bounds a launch.
struct LaunchBounds {
  double hashes = 0;               ///< what should be searched in one launch
  double hits = 0;                 ///< to expect at most
  std::uint32_t max_versions = 1;  ///< rows of the table
};

/// The largest size within the bounds for `nonces_left` > 0 nonces of the unit, and within what the
/// kernels count in 32 bits; at least one version and one nonce, whatever the bounds.
LaunchSize launch_size(const WorkUnit& unit, std::uint64_t nonces_left, const LaunchBounds& bounds);

/// The search for so many versions: version-major when the blocks come out even.
Search search_for(std::uint32_t versions, std::uint32_t group, bool version_major);

}  // namespace wildcat::gpu
