// SPDX-License-Identifier: MIT
// Checks the headers that a caller wants solved.
#include "miner/commands/grind_request.h"

#include <algorithm>
#include <limits>

namespace wildcat::program {

namespace {

/// A block may be so far ahead of the network's time.
constexpr std::uint32_t furthest_ntime = 7200;

}  // namespace

SearchRequest grind_request(const BlockHeader& header, const Target& target,
                            const GrindOptions& options) {
  SearchRequest request;
  request.header = header;
  request.target = target;
  if (options.roll_version) request.roll_mask = bip320_version_bits;
  if (options.roll_ntime)
    request.ntime_window =
        std::min(furthest_ntime, std::numeric_limits<std::uint32_t>::max() - header.ntime);
  return request;
}

}  // namespace wildcat::program
