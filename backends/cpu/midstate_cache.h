// SPDX-License-Identifier: MIT
// Midstates of the last two first-blocks. ntime, nBits and nonce do not change them, so a source
// that rolls ntime, or two units that take turns, cost no compression at all.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "backends/cpu/cpu_kernel.h"
#include "wildcat/work.h"

namespace wildcat {

/// One thread. Memory is allocated by the first units and then kept: 32 bytes per version.
class MidstateCache {
 public:
  MidstateCache();

  /// Makes the block of `unit` the current one; replaces the older of the two when it is new.
  void select(const WorkUnit& unit);

  /// Midstates of versions `first` .. `first + count - 1` of the selected unit, computing those
  /// that were never asked for. Precondition: everything before `first` was asked for since the
  /// block was new. Valid until the next call.
  std::span<const wildcat_scan_midstate> get(const WorkUnit& unit, std::uint32_t first,
                                             std::uint32_t count);

  /// How many midstates were ever computed.
  std::uint64_t computed() const { return computed_; }

 private:
  struct Slot {
    bool used = false;
    BlockHeader first_block;  // what of it the first 64 bytes hold; the rest is zero
    std::uint32_t roll_mask = 0;
    std::uint32_t first_version = 0;
    std::vector<wildcat_scan_midstate> states;
  };
  static bool same(const Slot& slot, const Slot& other);

  std::array<Slot, 2> slots_;
  std::size_t current_ = 0;
  std::uint64_t computed_ = 0;
};

}  // namespace wildcat
