// SPDX-License-Identifier: MIT
// Counts answers, and says in words which limit was reached.
#include "miner/run/limits.h"

#include <fmt/format.h>

#include "miner/text/figures.h"

namespace wildcat::program {

namespace {

/// A share that crossed with the pool's new job is nobody's fault.
bool is_refusal(const ShareOutcome& outcome) {
  using Kind = ShareOutcome::Kind;
  return outcome.kind == Kind::rejected ||
         (outcome.kind == Kind::stale && outcome.fault == StaleFault::pool);
}

}  // namespace

std::optional<Ending> Limits::count_refused() {
  ++refused_;
  if (!options_.max_rejects || refused_ < *options_.max_rejects) return std::nullopt;
  return Ending{ExitCode::reject_limit, counted(refused_, "share") + " refused by the pool"};
}

std::optional<Ending> Limits::count(const ShareOutcome& outcome) {
  if (is_refusal(outcome)) return count_refused();
  if (outcome.kind != ShareOutcome::Kind::accepted) return std::nullopt;
  ++accepted_;
  if (outcome.is_block) ++blocks_;
  if (options_.max_blocks && blocks_ >= *options_.max_blocks)
    return Ending{ExitCode::ok, counted(blocks_, "accepted block") + ", as asked"};
  if (options_.max_shares && accepted_ >= *options_.max_shares)
    return Ending{ExitCode::ok, counted(accepted_, "accepted share") + ", as asked"};
  return std::nullopt;
}

Ending Limits::time_up() const {
  const double seconds = options_.max_seconds.value_or(0);
  const std::string time =
      seconds == 1 ? "1 second is over" : fmt::format("{} seconds are over", seconds);
  if (options_.max_shares)
    return {ExitCode::time_limit,
            fmt::format("{} with {} of {} shares accepted", time, accepted_, *options_.max_shares)};
  if (options_.max_blocks)
    return {ExitCode::time_limit,
            fmt::format("{} with {} of {} blocks accepted", time, blocks_, *options_.max_blocks)};
  return {ExitCode::ok, time + ", as asked"};
}

}  // namespace wildcat::program
