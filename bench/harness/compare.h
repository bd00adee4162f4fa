// SPDX-License-Identifier: MIT
// Two reports side by side, with a verdict that respects the noise. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "bench/harness/report.h"

namespace wildcat::program::bench {

enum class Trend { same, faster, slower };

/// Another rate only when the confidence intervals do not overlap and the means differ by more
/// than 1 %: a difference can be sure and still not worth a word.
Trend trend(const Estimate& before, const Estimate& now);

/// A row that both reports have: same device, kernel and number of versions.
struct Change {
  const KernelRow* before = nullptr;
  const KernelRow* now = nullptr;
  Trend trend = Trend::same;
  double ratio() const { return now->hashes_per_second.mean / before->hashes_per_second.mean; }
};

/// How two reports differ. Points into them.
struct Comparison {
  std::vector<Change> changes;
  std::vector<const KernelRow*> only_before, only_now;
  bool other_work = false;    ///< the fixed work of the two is not the same
  bool other_digest = false;  ///< the work is the same, and what was found is not: one is wrong
  bool regression() const;
};
Comparison compare(const Report& before, const Report& now);

/// A table, and below it what is to be minded.
std::string comparison_text(const Comparison& comparison, const Report& before, const Report& now);

}  // namespace wildcat::program::bench
