// SPDX-License-Identifier: MIT
// The line that says how far a search is.
#include "miner/commands/grind_progress.h"

#include <fmt/format.h>

#include <cmath>

#include "miner/text/figures.h"

namespace wildcat::program {

namespace {

/// Hours not limited, but no number that has no end: hard targets take longer than the universe.
std::string expected_time(double seconds) {
  constexpr double year = 365.25 * 24 * 3600;
  if (seconds < 1) return "less than a second";
  if (seconds < year) return "about " + format_duration(std::chrono::duration<double>(seconds));
  return fmt::format("about {:.2g} years", seconds / year);
}

}  // namespace

std::string progress_text(const GrindProgress& progress) {
  const double seconds = progress.elapsed.count();
  if (progress.hashes <= 0 || seconds <= 0) return "starting";
  const double rate = progress.hashes / seconds;
  const double chance = -std::expm1(-progress.hashes / progress.expected);
  return fmt::format("{} hashes at {}, {} to be expected: {} (chance of a find by now {:.1f} %)",
                     format_count(progress.hashes), format_rate(rate),
                     format_count(progress.expected), expected_time(progress.expected / rate),
                     100 * chance);
}

}  // namespace wildcat::program
