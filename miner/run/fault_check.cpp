// SPDX-License-Identifier: MIT
// Judges the answers to faults, and says in one sentence what a pool did wrong.
#include "miner/run/fault_check.h"

#include <fmt/format.h>

#include "miner/text/characters.h"
#include "miner/text/remedies.h"

namespace wildcat::program {

void FaultCheck::count(const stratum::Fault&) {
  const std::lock_guard lock(mutex_);
  ++totals_.committed;
}

std::optional<Ending> FaultCheck::count(const stratum::FaultAnswer& answer) {
  const std::lock_guard lock(mutex_);
  ++(answer.as_expected ? totals_.as_expected : totals_.unexpected);
  answered_.insert(answer.fault.kind);
  if (!expect_ || answer.as_expected) return std::nullopt;
  const bool refused = answer.kind == stratum::FaultAnswer::Kind::refused;
  return Ending{
      ExitCode::unexpected,
      fmt::format("fault {} ({}): the pool's answer was '{}'{}, not what a correct pool "
                  "does: {}. See docs/FAULTS.md",
                  answer.fault.number, to_string(answer.fault.kind), to_string(answer.kind),
                  refused ? fmt::format(" ({} {})", answer.code, printable(answer.text)) : "",
                  stratum::expected_answer(answer.fault.kind))};
}

std::optional<Ending> FaultCheck::verdict() const {
  const std::lock_guard lock(mutex_);
  if (!expect_) return std::nullopt;
  for (const auto& rule : rules_)
    if (!answered_.contains(rule.kind))
      return Ending{ExitCode::unexpected,
                    fmt::format("{}: no {} fault has got as far as an answer, so nothing is known "
                                "about the pool; run "
                                "for longer (faults follow accepted shares)",
                                option_for(Setting::expect), to_string(rule.kind))};
  return std::nullopt;
}

std::optional<FaultTotals> FaultCheck::totals() const {
  if (rules_.empty()) return std::nullopt;
  const std::lock_guard lock(mutex_);
  return totals_;
}

}  // namespace wildcat::program
