// SPDX-License-Identifier: MIT
// What a sound device's claim always is: within its unit, and past the filter that the device was
// given. Pure functions; any thread.
#pragma once

#include "wildcat/work.h"

namespace wildcat {

/// The version is one of the unit's and the nonce lies in its range: a claim from elsewhere was not
/// searched for, even if it happens to be a hit.
inline bool in_unit(const WorkUnit& unit, const Candidate& claim) {
  if ((claim.version & ~unit.roll_mask) != unit.header.version) return false;
  const std::uint32_t index = extract_bits(claim.version, unit.roll_mask);
  return index >= unit.first_version && index - unit.first_version < unit.versions &&
         claim.nonce >= unit.nonces.first && claim.nonce - unit.nonces.first < unit.nonces.count;
}

/// The unit's header with the claim filled in.
inline BlockHeader claimed_header(const WorkUnit& unit, const Candidate& claim) {
  BlockHeader header = unit.header;
  header.version = claim.version;
  header.nonce = claim.nonce;
  return header;
}

/// What the kernels test: the digest's last word, as it stands in the state, under the mask.
inline bool passes_filter(const Hash256& hash, const Target& target) {
  return (sha256::load_be32(hash.internal().data() + 28) & target.filter_mask()) == 0;
}

}  // namespace wildcat
