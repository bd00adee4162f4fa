// SPDX-License-Identifier: MIT
// The equality cases for whole units: is what a scanner reports for a rectangle exactly what the
// reference says? For devices that are driven by units, GPUs above all. Like cases.h, a plain
// library, with a reference that the front end brings.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/equality/cases.h"
#include "wildcat/device.h"

namespace wildcat::equality {

/// One case; `run` drives the scanner, which must have nothing in flight, on the calling thread.
struct UnitCase {
  std::string name;
  std::function<Mismatches(Scanner&)> run;
};

/// How much the cases hash, for devices of very different speed.
enum class Extent {
  small,  ///< about 100,000 hashes: emulated devices
  whole,  ///< some millions
};

/// Odd starts and lengths at many targets, up to the end of the nonces, with 1 to 4096 versions;
/// targets so easy that all hashes meet them; known headers; two units in flight.
std::vector<UnitCase> unit_cases(const test::BlockFunction& reference,
                                 std::vector<KnownHeader> headers, Extent extent);

}  // namespace wildcat::equality
