// SPDX-License-Identifier: MIT
// One scanner at work, without an engine around it: how fast it is, and what it finds.
#pragma once

#include <chrono>
#include <functional>

#include "bench/harness/report.h"
#include "wildcat/device.h"

namespace wildcat::program::bench {

/// What a scanner did in a slice of time.
struct Slice {
  double hashes_per_second = 0;  ///< from one completion to another: no start, no end in it
  double fastest = 0;            ///< rate of the fastest unit
};

/// Feeds `scanner` for about `time` (three units at least) with headers in which nothing is found.
/// `meanwhile` is called after each unit. Error: the scanner's, or device_failed.
Result<Slice> run_slice(Scanner& scanner, std::chrono::duration<double> time,
                        const std::function<void()>& meanwhile = {});

/// Searches the fixed work: a few headers with 256 versions each and a target that many hashes
/// meet, one range at the end of the nonces. Every find is hashed again by the engine's scalar
/// code. The digest is the SHA-256 of the finds' headers, sorted. Errors: the scanner's, or
/// self_test_failed when a find is none.
Result<Digest> search_fixed_work(Scanner& scanner);

/// What everybody has to find in it.
extern const Digest fixed_work_digest;

}  // namespace wildcat::program::bench
