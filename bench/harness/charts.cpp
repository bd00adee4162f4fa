// SPDX-License-Identifier: MIT
// The bars of kernels and the chart of scaling; the histogram is in histogram.cpp.
#include "bench/harness/charts.h"

#include <fmt/format.h>

#include <algorithm>

#include "bench/harness/axis.h"

namespace wildcat::program::html {

namespace {

constexpr double bar_height = 16, chart_height = 240, whisker = 4;

std::string bar_frame(const std::string& markup) {
  return fmt::format(R"(<svg class="bar" height="{}" aria-hidden="true">{}</svg>)", bar_height,
                     markup);
}

std::string part(std::string_view classes, double from, double to, double full) {
  return fmt::format(R"(<rect class="{}" x="{}" width="{}" height="{}"/>)", classes,
                     percent(from, full), percent(to - from, full), bar_height);
}

std::string interval_across(const bench::Estimate& figure, double full) {
  constexpr double y = bar_height / 2;
  const std::string low = percent(figure.low, full), high = percent(figure.high, full);
  return svg_line("whisker", low, y, high, y) +
         svg_line("whisker", low, y - whisker, low, y + whisker) +
         svg_line("whisker", high, y - whisker, high, y + whisker);
}

std::string interval_upright(const std::string& x, double low, double high) {
  return svg_line("whisker", x, low, x, high);
}

/// Where things are on the chart of scaling.
struct Plane {
  std::vector<double> across, up;
  std::string x(double threads) const { return percent(threads, across.back()); }
  double y(double rate) const { return chart_height * (1 - std::min(1.0, rate / up.back())); }
};

Plane plane_of(const std::vector<ScalingPoint>& points, double each) {
  double threads = 1, rate = 0;
  for (const ScalingPoint& point : points) {
    threads = std::max(threads, point.threads);
    rate = std::max({rate, point.rate.high, each * point.threads});
  }
  Plane plane{ticks(threads, true), ticks(rate)};
  return plane;
}

std::string threads_axis(const Plane& plane) {
  std::string text;
  for (const double threads : plane.across)
    text += svg_text(plane.x(threads), chart_height + 18, "middle", round_number(threads));
  return text + svg_text("100%", chart_height + 36, "end", "threads") + "\n";
}

std::string scaling_point(const Plane& plane, const ScalingPoint& point) {
  const std::string x = plane.x(point.threads);
  const double y = plane.y(point.rate.mean);
  return interval_upright(x, plane.y(point.rate.low), plane.y(point.rate.high)) +
         fmt::format(R"(<circle class="point" cx="{}" cy="{:.1f}" r="4"/>)", x, y) +
         svg_text(x, y + 20, "middle", point.text) + "\n";
}

}  // namespace

std::string interval_bar(const bench::Estimate& figure, double full, bool chosen) {
  return bar_frame(part("track", 0, full, full) +
                   part(chosen ? "chosen" : "other", 0, figure.mean, full) +
                   interval_across(figure, full));
}

std::string limit_bar(double figure, std::optional<double> limit, double full) {
  const double below = std::min(limit.value_or(figure), figure);
  return bar_frame(part("track", 0, full, full) + part(limit ? "limit" : "other", 0, below, full) +
                   part("above", below, figure, full));
}

std::string scaling_chart(const std::vector<ScalingPoint>& points) {
  if (points.empty()) return {};
  const ScalingPoint& first = points.front();
  const double each = first.threads > 0 ? first.rate.mean / first.threads : 0;
  const Plane plane = plane_of(points, each);
  const double most = plane.across.back();
  std::string markup = grid(plane.up, chart_height, round_rate) + threads_axis(plane);
  markup += svg_line("ideal", "0%", chart_height, plane.x(most), plane.y(each * most)) + "\n";
  for (std::size_t i = 1; i < points.size(); ++i)
    markup += svg_line("measured", plane.x(points[i - 1].threads), plane.y(points[i - 1].rate.mean),
                       plane.x(points[i].threads), plane.y(points[i].rate.mean));
  for (const ScalingPoint& point : points) markup += scaling_point(plane, point);
  return svg_chart(chart_height, "hashes per second over threads", markup);
}

}  // namespace wildcat::program::html
