// SPDX-License-Identifier: MIT
// Compares the rate of stretches of unbroken work with the one asked for.
#include "miner/run/rate_check.h"

#include <fmt/format.h>

#include <utility>

#include "miner/text/figures.h"
#include "miner/text/remedies.h"

namespace wildcat::program {
namespace {

/// Below this part of what was asked. What is promised is closer (a hundredth), but the edges of
/// the time looked at are units of work.
constexpr double enough = 0.97;
/// Fewer hashes than these are grains, not speed.
constexpr double grains = 1000;

}  // namespace

bool RateCheck::too_slow(double rate, double seconds) const {
  return rate < enough * *asked_ && (*asked_ - rate) * seconds > grains;
}

std::optional<std::string> RateCheck::look(const Stats& stats, bool working) {
  if (!asked_) return std::nullopt;
  const Mark now{stats.elapsed, stats.hashes};
  // A source whose search space is used up leaves the devices idle: nothing can be said of them.
  const bool judged = working && stats.total.exhausted_jobs == 0;
  if (!judged || !since_) since_ = judged ? std::optional(now) : std::nullopt;
  if (!since_ || now.at - since_->at < judged_over) return std::nullopt;
  const Mark before = *std::exchange(since_, now);
  const double seconds = (now.at - before.at).count();
  const double rate = static_cast<double>(now.hashes - before.hashes) / seconds;
  if (!too_slow(rate, seconds)) return std::nullopt;
  return fmt::format(
      "{} asks for {}, but the devices do no more than {} (over {:.0f} seconds of work). Ask for "
      "less, or give the miner more: {}, {}, a machine that does less else.",
      option_for(Setting::rate), format_rate(std::exchange(asked_, std::nullopt)),
      format_rate(rate), seconds, option_for(Setting::threads), option_for(Setting::devices));
}

}  // namespace wildcat::program
