// SPDX-License-Identifier: MIT
// Judges a device's claim with the scalar code, by three questions: does it lie in its unit, does
// its hash pass the filter the device was given, does its hash meet a target somebody pays for. The
// first two a sound device always answers with yes, so a no is the device's fault.
#include "engine/claim.h"

namespace wildcat {

Verdict verify(const Work& work, const Candidate& candidate) {
  if (!in_unit(work.unit, candidate)) return {Verdict::Kind::hardware_error, {}};
  const BlockHeader header = claimed_header(work.unit, candidate);
  const Hash256 hash = header.hash();
  if (!passes_filter(hash, work.unit.target)) return {Verdict::Kind::hardware_error, {}};

  // The offer's own targets decide, not the unit's: a unit may have been scanned for more.
  const auto network = Target::from_nbits(work.offer->job->nbits);
  Share share;
  share.meets_share_target_ = work.offer->share_target.met_by(hash);
  share.is_block_ = network && network->met_by(hash);
  if (!share.meets_share_target_ && !share.is_block_) return {Verdict::Kind::near_miss, {}};
  share.source_ = work.unit.source;
  share.offer_ = work.offer;
  share.extranonce2_ = work.extranonce2;
  share.header_ = header;
  share.rolled_bits_ = candidate.version & work.unit.roll_mask;
  share.hash_ = hash;
  share.difficulty_ = share_difficulty(hash);
  return {Verdict::Kind::share, std::move(share)};
}

}  // namespace wildcat
