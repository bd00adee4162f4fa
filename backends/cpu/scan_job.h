// SPDX-License-Identifier: MIT
// From the public API's header and target to the plain structs that kernels read.
#pragma once

#include <algorithm>

#include "backends/cpu/cpu_kernel.h"
#include "wildcat/header.h"

namespace wildcat {

/// The second block of `header` (its nonce is not part of it) with the filter to apply.
inline wildcat_scan_block scan_block(const BlockHeader& header, std::uint32_t filter_mask) {
  const HeaderBytes bytes = header.serialize();
  wildcat_scan_block block;
  for (std::size_t i = 0; i < 3; ++i) block.tail[i] = sha256::load_be32(bytes.data() + 64 + 4 * i);
  block.filter_mask = filter_mask;
  return block;
}

/// The state after the first block of `header`.
inline wildcat_scan_midstate scan_midstate(const BlockHeader& header) {
  wildcat_scan_midstate out;
  std::ranges::copy(header.midstate(), out.word);
  return out;
}

}  // namespace wildcat
