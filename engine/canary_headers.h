// SPDX-License-Identifier: MIT
// Known answers: headers of blocks that the network has accepted.
#pragma once

#include <span>
#include <string_view>

namespace wildcat {

/// A block header and where it is from.
struct CanaryHeader {
  std::string_view name;  ///< "block 800000"
  std::string_view hex;   ///< 160 digits, the 80 bytes as hashed
};

/// All of them; each meets its own nBits, and difficulty 1. Any thread.
std::span<const CanaryHeader> canary_headers();

}  // namespace wildcat
