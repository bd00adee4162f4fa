// SPDX-License-Identifier: MIT
// What the charts have in common: places and an axis. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wildcat::program::html {

/// Where `part` is on the way from nothing to `whole`: "12.50%".
std::string percent(double part, double whole);
/// Round numbers from 0 that reach `most`, at most six steps; whole ones when so asked.
std::vector<double> ticks(double most, bool whole = false);
/// A straight line; `y` in pixels, `x` as percent() says.
std::string svg_line(std::string_view classes, std::string_view x1, double y1, std::string_view x2,
                     double y2);
/// Letters; `anchor` is start, middle or end.
std::string svg_text(std::string_view x, double y, std::string_view anchor, std::string_view text);
/// The frame of a chart `height` pixels high; `what` tells those who cannot see it.
std::string svg_chart(double height, std::string_view what, std::string_view markup);
/// Lines across a chart, with what `words` makes of each step at the left; `steps` from 0 to the
/// chart's upper edge.
std::string grid(const std::vector<double>& steps, double height, std::string (*words)(double));
/// "10 MH/s": a rate that is round already.
std::string round_rate(double hashes_per_second);
/// "12"
std::string round_number(double number);

}  // namespace wildcat::program::html
