// SPDX-License-Identifier: MIT
// Two slots; the one not in use is the older.
#include "backends/cpu/midstate_cache.h"

#include "backends/cpu/scan_job.h"

namespace wildcat {
namespace {

// The header with everything zeroed that the second block holds.
BlockHeader first_block_of(const BlockHeader& header) {
  BlockHeader first;
  first.version = header.version;
  first.prev_hash = header.prev_hash;
  auto root = header.merkle_root.internal();
  std::fill(root.begin() + 28, root.end(), std::uint8_t{0});
  first.merkle_root = Hash256::from_internal(root);
  return first;
}

}  // namespace

MidstateCache::MidstateCache() {
  for (Slot& slot : slots_) slot.states.reserve(WILDCAT_SCAN_MAX_VERSIONS);
}

bool MidstateCache::same(const Slot& slot, const Slot& other) {
  return slot.used && slot.roll_mask == other.roll_mask &&
         slot.first_version == other.first_version && slot.first_block == other.first_block;
}

void MidstateCache::select(const WorkUnit& unit) {
  const Slot wanted{true, first_block_of(unit.header), unit.roll_mask, unit.first_version, {}};
  if (same(slots_[current_], wanted)) return;
  current_ ^= 1;
  Slot& slot = slots_[current_];
  if (same(slot, wanted)) return;
  slot.used = true;
  slot.first_block = wanted.first_block;
  slot.roll_mask = wanted.roll_mask;
  slot.first_version = wanted.first_version;
  slot.states.clear();
}

std::span<const wildcat_scan_midstate> MidstateCache::get(const WorkUnit& unit, std::uint32_t first,
                                                          std::uint32_t count) {
  auto& states = slots_[current_].states;
  BlockHeader header = unit.header;
  while (states.size() < std::size_t{first} + count) {
    header.version = unit.version(static_cast<std::uint32_t>(states.size()));
    states.push_back(scan_midstate(header));
    ++computed_;
  }
  return std::span(states).subspan(first, count);
}

}  // namespace wildcat
