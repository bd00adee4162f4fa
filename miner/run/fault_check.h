// SPDX-License-Identifier: MIT
// Counts the faults that were committed on purpose and what came of them; with --expect, says when
// the pool has failed. Thread rule: any thread.
#pragma once

#include <boost/json/value.hpp>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

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

  /// For the exit event; null when no fault was wanted.
  boost::json::value fields() const;
  /// For the goodbye; empty when no fault was wanted.
  std::string line() const;

 private:
  const std::vector<stratum::FaultRule> rules_;
  const bool expect_;
  mutable std::mutex mutex_;  // guards the rest
  std::uint64_t committed_ = 0, as_expected_ = 0, unexpected_ = 0;
  std::set<stratum::FaultKind> answered_;
};

}  // namespace wildcat::program
