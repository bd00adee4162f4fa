// SPDX-License-Identifier: MIT
// The equality cases: is what a scan reports exactly what the reference says? A plain library, with
// no test framework in it and a reference that the front end brings, so that any front end can run
// it, for any processor. Mismatches are values.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tests/equality/reference_table.h"
#include "tests/equality/subjects.h"

namespace wildcat::equality {

/// A header that solves its own target, as bytes; the nonce is its last four.
struct KnownHeader {
  std::string name;
  test::ReferenceHeader::Bytes bytes;
};

/// What was wrong, one sentence each (at most ten a case); empty when all is right.
using Mismatches = std::vector<std::string>;
inline constexpr std::size_t most_mismatches = 10;

inline void append(Mismatches& out, const Mismatches& more) {
  out.insert(out.end(), more.begin(), more.end());
}

/// One case, to be run on every subject. `run` is const in effect; any thread.
struct Case {
  std::string name;
  std::function<Mismatches(const Subject&)> run;
};

/// Compares the complete hit set of `count` nonces, `offset` from the table's first, for every
/// aligned group of the subject's versions in the table.
Mismatches compare(const Subject& subject, const ReferenceTable& table, std::uint32_t offset,
                   std::uint32_t count, std::uint32_t mask);

/// The cases that take a moment: about a million hashes for each number of versions.
std::vector<Case> fast_cases(const test::BlockFunction& reference,
                             std::vector<KnownHeader> headers);
/// The same over a tenth of that and fewer headers, for emulators.
std::vector<Case> small_cases(const test::BlockFunction& reference,
                              const std::vector<KnownHeader>& headers);
/// The cases over millions of nonces. Making them computes six million reference hashes (a second).
std::vector<Case> thorough_cases(const test::BlockFunction& reference,
                                 const std::vector<KnownHeader>& headers);

}  // namespace wildcat::equality
