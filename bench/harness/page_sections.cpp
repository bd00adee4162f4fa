// SPDX-License-Identifier: MIT
// Scaling, latency, energy and what was left out; see page_sections.h.
#include "bench/harness/page_sections.h"

#include <fmt/format.h>

#include "bench/harness/charts.h"
#include "bench/harness/markup.h"
#include "miner/text/figures.h"

namespace wildcat::program::html {

namespace {

constexpr std::size_t most_words_on_chart = 12;

Cell figure_cell(const std::string& text) { return {known(text), true}; }

std::string efficiency_text(const bench::ScalingRow& row) {
  return fmt::format("{:.0f} %", row.efficiency * 100);
}

std::vector<ScalingPoint> scaling_points(const Report& report) {
  std::vector<ScalingPoint> points;
  for (const bench::ScalingRow& row : report.scaling) {
    const bool room =
        report.scaling.size() <= most_words_on_chart || &row == &report.scaling.back();
    points.push_back({static_cast<double>(row.threads), row.hashes_per_second,
                      room ? efficiency_text(row) : ""});
  }
  return points;
}

std::string scaling_table(const Report& report) {
  std::vector<std::vector<Cell>> rows;
  for (const bench::ScalingRow& row : report.scaling)
    rows.push_back({figure_cell(fmt::format("{}", row.threads)),
                    figure_cell(format_rate(row.hashes_per_second.mean)),
                    figure_cell(spread_text(row.hashes_per_second)),
                    figure_cell(efficiency_text(row))});
  return table({{"threads", true}, {"rate", true}, {"95 % interval", true}, {"efficiency", true}},
               rows);
}

/// Empty ones at the left are one.
std::vector<Bin> bins_of(const bench::Latency& latency) {
  std::vector<Bin> bins;
  for (const bench::LatencyBar& bar : latency.histogram) {
    if (bins.size() == 1 && bins.front().count == 0 && bar.count == 0) bins.clear();
    bins.push_back({bar.up_to, static_cast<double>(bar.count)});
  }
  return bins;
}

std::vector<Mark> marks_of(const bench::Latency& latency) {
  return {{fmt::format("p50 {:.3g} {}", latency.p50, latency.unit), latency.p50},
          {fmt::format("p99 {:.3g} {}", latency.p99, latency.unit), latency.p99}};
}

}  // namespace

std::string scaling_section(const Report& report) {
  if (report.scaling.empty()) return {};
  return section("Scaling",
                 "All threads together; the dashed line is what they would do if each were as fast "
                 "as one alone. Per cent: how much of that they reach.",
                 scaling_chart(scaling_points(report)) + scaling_table(report));
}

std::string latency_section(const Report& report) {
  if (!report.latency || report.latency->histogram.empty()) return {};
  const bench::Latency& latency = *report.latency;
  const std::string about =
      fmt::format("{}: {} measured, the longest {:.3g} {}.", known(latency.name), latency.count,
                  latency.max, escaped(latency.unit));
  return section("Latency", about,
                 histogram_chart(bins_of(latency), marks_of(latency), latency.unit));
}

std::string energy_section(const Report& report) {
  std::vector<std::vector<Cell>> rows;
  for (const bench::Energy& row : report.energy)
    rows.push_back({{known(row.device)},
                    {known(row.source)},
                    figure_cell(fmt::format("{:.1f}", row.watts)),
                    figure_cell(fmt::format("{:.4g}", row.joules_per_gigahash))});
  if (rows.empty() && !report.energy_missing) return {};
  const std::string note =
      report.energy_missing ? element("p", "note", escaped(*report.energy_missing)) : "";
  const std::string shown =
      rows.empty()
          ? ""
          : table({{"device"}, {"source"}, {"watts", true}, {"joules per GH", true}}, rows);
  return section("Energy", "", shown + note);
}

std::string skipped_section(const Report& report) {
  std::vector<std::vector<Cell>> rows;
  for (const bench::Skipped& row : report.skipped)
    rows.push_back({{known(row.device)}, {known(row.kernel)}, {known(row.reason)}});
  if (rows.empty()) return {};
  return section("Not measured", "", table({{"device"}, {"kernel"}, {"why"}}, rows));
}

}  // namespace wildcat::program::html
