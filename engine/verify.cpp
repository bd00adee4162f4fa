// SPDX-License-Identifier: MIT
// Judges a device's claim with the scalar code, by three questions: does it lie in its unit, does
// its hash pass the filter the device was given, does its hash meet a target somebody pays for. The
// first two a sound device always answers with yes, so a no is the device's fault.
#include <algorithm>

#include "wildcat/work.h"

namespace wildcat {
namespace {

/// The version is one of the unit's and the nonce lies in its range: a claim from elsewhere was not
/// searched for, even if it happens to be a hit.
bool in_unit(const WorkUnit& unit, const Candidate& candidate) {
  if ((candidate.version & ~unit.roll_mask) != unit.header.version) return false;
  const std::uint32_t index = extract_bits(candidate.version, unit.roll_mask);
  return index >= unit.first_version && index - unit.first_version < unit.versions &&
         candidate.nonce >= unit.nonces.first &&
         candidate.nonce - unit.nonces.first < unit.nonces.count;
}

/// What the kernels test: the digest's last word, as it stands in the state, under the mask.
bool passes_filter(const Hash256& hash, const Target& target) {
  return (sha256::load_be32(hash.internal().data() + 28) & target.filter_mask()) == 0;
}

}  // namespace

Verdict verify(const Work& work, const Candidate& candidate) {
  if (!in_unit(work.unit, candidate)) return {Verdict::Kind::hardware_error, {}};
  BlockHeader header = work.unit.header;
  header.version = candidate.version;
  header.nonce = candidate.nonce;
  const Hash256 hash = header.hash();
  if (!passes_filter(hash, work.unit.target)) return {Verdict::Kind::hardware_error, {}};

  // The job's own targets decide, not the unit's: a unit may have been scanned for more.
  const auto network = Target::from_nbits(work.job->nbits);
  Share share;
  share.meets_share_target_ = work.job->share_target.met_by(hash);
  share.is_block_ = network && network->met_by(hash);
  if (!share.meets_share_target_ && !share.is_block_) return {Verdict::Kind::near_miss, {}};
  share.source_ = work.unit.source;
  share.job_ = work.job;
  share.extranonce2_ = work.extranonce2;
  share.header_ = header;
  share.rolled_bits_ = candidate.version & work.unit.roll_mask;
  share.hash_ = hash;
  share.difficulty_ = share_difficulty(hash);
  return {Verdict::Kind::share, std::move(share)};
}

}  // namespace wildcat
