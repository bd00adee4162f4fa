// SPDX-License-Identifier: MIT
// Counts the faults that were committed on purpose and what came of them; says, if it is to, when
// the pool has failed. Thread rule: any thread.
#pragma once

#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "miner/run/figures.h"
#include "miner/run/limits.h"
#include "wildcat/fault.h"

namespace wildcat::program {

class FaultCheck {
 public:
  FaultCheck(std::vector<stratum::FaultRule> rules, bool expect)
      : rules_(std::move(rules)), expect_(expect) {}

  void count(const stratum::Fault& fault);
  /// An ending when an answer was not as expected and is to be.
  std::optional<Ending> count(const stratum::FaultAnswer& answer);
  /// At the end of a run that went well: an ending when a kind never got an answer, so that nothing
  /// can be said about the pool.
  std::optional<Ending> verdict() const;

  /// Empty when no fault was wanted.
  std::optional<FaultTotals> totals() const;

 private:
  const std::vector<stratum::FaultRule> rules_;
  const bool expect_;
  mutable std::mutex mutex_;  // guards the rest
  FaultTotals totals_;
  std::set<stratum::FaultKind> answered_;
};

}  // namespace wildcat::program
