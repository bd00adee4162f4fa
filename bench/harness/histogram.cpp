// SPDX-License-Identifier: MIT
// The chart of latencies: bins side by side, and marks within them.
#include <fmt/format.h>

#include <algorithm>

#include "bench/harness/axis.h"
#include "bench/harness/charts.h"

namespace wildcat::program::html {

namespace {

constexpr double histogram_height = 200, least_seen = 2, row_of_marks = 16;
constexpr std::size_t most_edges = 8;

/// In bins from the left; within its bin in proportion.
double place(const std::vector<Bin>& bins, double value) {
  double from = 0;
  for (std::size_t i = 0; i < bins.size(); ++i) {
    const double to = bins[i].up_to;
    if (value <= to && to > from)
      return static_cast<double>(i) + std::max(0.0, value - from) / (to - from);
    from = to;
  }
  return static_cast<double>(bins.size());
}

/// A bin that is not empty can be seen.
std::string column(const Bin& bin, double at, double all, double most) {
  const double share = most > 0 ? std::min(1.0, bin.count / most) : 0;
  const double height = bin.count > 0 ? std::max(least_seen, histogram_height * share) : 0;
  return fmt::format(R"(<rect class="column" x="{}" y="{:.1f}" width="{}" height="{:.1f}"/>)",
                     percent(at + 0.06, all), histogram_height - height, percent(0.88, all),
                     height);
}

std::string columns(const std::vector<Bin>& bins, double most) {
  std::string markup;
  for (std::size_t i = 0; i < bins.size(); ++i)
    markup += column(bins[i], static_cast<double>(i), static_cast<double>(bins.size()), most);
  return markup + "\n";
}

/// Every bin's right end, or some of them when there is no room for all.
std::string edges(const std::vector<Bin>& bins) {
  const std::size_t every = (bins.size() + most_edges - 1) / most_edges;
  std::string markup = svg_text("0%", histogram_height + 18, "middle", "0");
  for (std::size_t i = every - 1; i < bins.size(); i += every)
    markup += svg_text(percent(static_cast<double>(i + 1), static_cast<double>(bins.size())),
                       histogram_height + 18, "middle", fmt::format("{:.3g}", bins[i].up_to));
  return markup;
}

/// Each in a row of its own above the columns, its words on the side where there is room.
std::string upright_mark(const std::vector<Bin>& bins, const Mark& mark, double row) {
  const double at = place(bins, mark.value), all = static_cast<double>(bins.size());
  const double top = -row_of_marks * row;
  const bool right_half = at > all / 2;
  return svg_line("mark", percent(at, all), top - 10, percent(at, all), histogram_height) +
         fmt::format(
             R"(<svg x="{}" class="over">{}</svg>)", percent(at, all),
             svg_text(right_half ? "-5" : "5", top, right_half ? "end" : "start", mark.text));
}

}  // namespace

std::string histogram_chart(const std::vector<Bin>& bins, const std::vector<Mark>& marks,
                            std::string_view unit) {
  if (bins.empty()) return {};
  double most = 0, row = static_cast<double>(marks.size());
  for (const Bin& bin : bins) most = std::max(most, bin.count);
  const auto steps = ticks(most, true);
  std::string markup = grid(steps, histogram_height, round_number) + columns(bins, steps.back()) +
                       edges(bins) + svg_text("100%", histogram_height + 36, "end", unit) + "\n";
  for (const Mark& mark : marks) markup += upright_mark(bins, mark, --row) + "\n";
  return svg_chart(histogram_height, "how often each latency was seen", markup);
}

}  // namespace wildcat::program::html
