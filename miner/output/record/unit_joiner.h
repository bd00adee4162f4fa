// SPDX-License-Identifier: MIT
// Units in which nothing was found come by the dozen each second. Those that adjoin one another are
// one rectangle, and one line of a record.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "miner/output/record/record_format.h"

namespace wildcat::program {

/// The rectangles of one source that may still grow. One thread at a time.
class UnitJoiner {
 public:
  /// So many grow at a time: pieces of several scanners come out of order.
  static constexpr std::size_t most_open = 8;

  /// Takes a unit without finds. A rectangle that has not grown for long, when there are too many.
  std::optional<RecordedUnit> add(RecordedUnit unit);
  /// All there are.
  std::vector<RecordedUnit> take() { return std::exchange(open_, {}); }

 private:
  std::vector<RecordedUnit> open_;  ///< the last that grew is the last
};

}  // namespace wildcat::program
