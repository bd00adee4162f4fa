// SPDX-License-Identifier: MIT
// Searches recorded units again, one after the other, on one scanner.
#pragma once

#include <memory>
#include <vector>

#include "wildcat/device.h"

namespace wildcat::program {

/// Thread rule: one thread, that of open().
class UnitSearch {
 public:
  /// The device outlives it. Error: the device's.
  static Result<UnitSearch> open(Device& device);
  /// All that passes the unit's filter, in order. Error: the device's.
  Result<std::vector<Candidate>> search(WorkUnit unit);

 private:
  explicit UnitSearch(std::unique_ptr<Scanner> scanner) : scanner_(std::move(scanner)) {}
  std::unique_ptr<Scanner> scanner_;
};

}  // namespace wildcat::program
