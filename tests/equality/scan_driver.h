// SPDX-License-Identifier: MIT
// Drives a scan over a range as the engine would: again and again until all is searched, checking
// the contract of backends/cpu/cpu_kernel.h on the way.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tests/equality/subjects.h"

namespace wildcat::equality {

/// (version index, nonce).
using Hit = std::pair<std::uint32_t, std::uint32_t>;

/// What came of a range.
struct Scanned {
  std::vector<Hit> hits;    ///< inside the range, sorted
  std::uint32_t calls = 0;  ///< how often the scan was called
  std::string broken;       ///< the first breach of the contract; empty when there is none
};

/// Searches `count` nonces from `first` (modulo 2^32). The last batch may reach beyond; hits there
/// are dropped.
Scanned scan_range(const Subject& subject, const wildcat_cpu_job& job, std::uint32_t first,
                   std::uint32_t count);

}  // namespace wildcat::equality
