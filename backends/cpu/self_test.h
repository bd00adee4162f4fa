// SPDX-License-Identifier: MIT
// The test that every kernel must pass before it may search: a real block header whose nonce it
// must find in every version slot, and whole batches at easy masks compared with the scalar code,
// hit for hit, across the end of the nonce space.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "backends/cpu/scan_variant.h"

namespace wildcat {

/// Holds the right answers, computed once with the scalar code for kernels of up to `max_lanes`
/// lanes (about a millisecond). Afterwards const and usable from any thread.
class SelfTester {
 public:
  explicit SelfTester(std::uint32_t max_lanes);

  /// Runs `variant`, which must be runnable here. Empty when every answer is right; otherwise what
  /// was wrong, for people.
  std::string fault_of(const ScanVariant& variant) const;

 private:
  std::string fault_at_known_nonce(const ScanVariant& variant, std::uint32_t slot) const;
  std::string fault_at_mask(const ScanVariant& variant, std::uint32_t mask) const;

  std::uint32_t first_;                        // nonce of the first word of a version
  std::uint32_t nonces_;                       // words per version, around the end of the nonces
  std::vector<wildcat_scan_midstate> rolled_;  // of the known header with other versions
  std::vector<std::uint32_t> last_word_;       // of each digest, version-major
};

}  // namespace wildcat
