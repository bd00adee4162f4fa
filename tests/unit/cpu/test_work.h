// SPDX-License-Identifier: MIT
// Units to scan and their answers by brute force, hashed as whole headers.
#pragma once

#include <set>
#include <vector>

#include "backends/cpu/cpu_scanner.h"
#include "wildcat/work.h"

namespace wildcat::test {

/// A unit over an arbitrary but fixed header with BIP 320's roll mask.
WorkUnit unit_of(NonceRange nonces, std::uint32_t versions, const Target& target);

/// The target that about one hash in 2^bits meets; its filter has as many bits.
Target target_of_bits(unsigned bits);

/// Every candidate among the first `nonces` of the unit.
std::set<Candidate> brute_force(const WorkUnit& unit, std::uint64_t nonces);

/// The found candidates as a set; a test failure when one was reported twice.
std::set<Candidate> as_set(const std::vector<Candidate>& found);

/// A choice of one variant for all numbers of versions it can serve, and of its one-version form
/// below, all at `rate`.
VariantChoice choice_of(const wildcat_cpu_kernel& kernel, unsigned log2_versions,
                        double rate = 1e6);

/// Submits and waits; a test failure when either fails.
Completion run(Scanner& scanner, const WorkUnit& unit);

}  // namespace wildcat::test
