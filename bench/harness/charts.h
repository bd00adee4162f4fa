// SPDX-License-Identifier: MIT
// Charts as SVG. Places across are in per cent, so that a chart fits any width while its letters
// keep their size. Pure functions; figures are finite and not negative.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/harness/report.h"

namespace wildcat::program::html {

/// A bar from zero with its interval; a bar of `full` fills the width.
std::string interval_bar(const bench::Estimate& figure, double full, bool chosen);
/// A bar in two parts: up to `limit`, and what is above it.
std::string limit_bar(double figure, std::optional<double> limit, double full);

struct ScalingPoint {
  double threads = 0;
  bench::Estimate rate;
  std::string text;  ///< at the point; may be empty
};
/// Rate over threads, and the line of those that would all be as fast as the first point's.
std::string scaling_chart(const std::vector<ScalingPoint>& points);

struct Bin {
  double up_to = 0;
  double count = 0;
};
struct Mark {
  std::string text;
  double value = 0;
};
/// Bins side by side, each as wide as the others whatever it spans; a mark is placed within its
/// bin.
std::string histogram_chart(const std::vector<Bin>& bins, const std::vector<Mark>& marks,
                            std::string_view unit);

}  // namespace wildcat::program::html
