// SPDX-License-Identifier: MIT
// What `wildcat grind` shows on a terminal while it searches: one line, written over and over.
#pragma once

#include <chrono>
#include <string>

namespace wildcat::program {

/// How far a search has come.
struct GrindProgress {
  double hashes = 0;    ///< so far
  double expected = 0;  ///< on average until a solution
  std::chrono::duration<double> elapsed{};
};

/// "23.5 M hashes at 41.2 MH/s, 4.29 G to be expected: about 0:01:40 (chance of a find by now 0.5
/// %)". A search has no memory: the time still to be expected is the same at every moment.
std::string progress_text(const GrindProgress& progress);

}  // namespace wildcat::program
