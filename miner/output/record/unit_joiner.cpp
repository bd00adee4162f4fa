// SPDX-License-Identifier: MIT
// Puts a unit onto the rectangle that it adjoins, which has the same versions and the nonces before
// or after it.
#include "miner/output/record/unit_joiner.h"

#include <algorithm>

namespace wildcat::program {
namespace {

std::uint64_t end_of(const NonceRange& nonces) { return nonces.first + nonces.count; }

/// One begins where the other ends, and they differ in nothing else.
bool adjoin(const RecordedUnit& a, const RecordedUnit& b) {
  const WorkUnit &one = a.unit, &other = b.unit;
  return (end_of(one.nonces) == other.nonces.first || end_of(other.nonces) == one.nonces.first) &&
         one.header == other.header && one.roll_mask == other.roll_mask &&
         one.first_version == other.first_version && one.versions == other.versions &&
         one.target == other.target && a.job == b.job;
}

}  // namespace

std::optional<RecordedUnit> UnitJoiner::add(RecordedUnit unit) {
  NonceRange& nonces = unit.unit.nonces;
  // Joined with one, it may adjoin another.
  for (auto it = open_.begin(); it != open_.end();) {
    if (!adjoin(*it, unit)) {
      ++it;
      continue;
    }
    nonces.first = std::min(nonces.first, it->unit.nonces.first);
    nonces.count += it->unit.nonces.count;
    open_.erase(it);
    it = open_.begin();
  }
  open_.push_back(std::move(unit));
  if (open_.size() <= most_open) return std::nullopt;
  RecordedUnit oldest = std::move(open_.front());
  open_.erase(open_.begin());
  return oldest;
}

}  // namespace wildcat::program
