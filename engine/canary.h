// SPDX-License-Identifier: MIT
// Canaries: units whose answer is known, mixed into live work through the very same path. A device
// that does not sing the answer is broken where nothing else would show it: it finds too little.
#pragma once

#include <optional>
#include <random>
#include <span>
#include <vector>

#include "wildcat/work.h"

namespace wildcat {

/// Source of all random choices of one scanner.
using Random = std::mt19937_64;

/// A unit and the candidate it contains.
struct Canary {
  WorkUnit unit;  ///< source 0, never stale; `id` is the caller's to fill in
  Candidate answer;
};

/// Makes canaries. Thread rule: one thread at a time.
class CanaryMaker {
 public:
  explicit CanaryMaker(std::uint64_t seed);

  /// A canary in the shape of `live`: as many versions and nonces, rolled bits under a part of its
  /// mask, and its target (unless that is harder than the header's own). The answer lies at a
  /// random place among the versions and the nonces.
  Canary make(const WorkUnit& live);
  /// The same from one given header, which must meet its own nBits.
  Canary make(const WorkUnit& live, const BlockHeader& header);
  /// True with probability `fraction`.
  bool due(double fraction);

 private:
  Random random_;
  std::vector<BlockHeader> headers_;
};

/// What a completion says about a canary.
enum class CanaryVerdict {
  found,   ///< the answer was reported
  missed,  ///< its place was searched and it was not reported
  open,    ///< its place has not been searched: run rest_of()
};
CanaryVerdict judge(const Canary& canary, const Completion& completion);

/// The part of the canary that `nonces_done` leaves unsearched.
Canary rest_of(const Canary& canary, std::uint64_t nonces_done);

/// The candidates that are no hits of this unit at all: outside of it, or their hash does not pass
/// the filter. (Near misses are no fault.)
std::vector<Candidate> false_hits(const WorkUnit& unit, std::span<const Candidate> found);

}  // namespace wildcat
