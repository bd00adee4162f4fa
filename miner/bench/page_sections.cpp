// SPDX-License-Identifier: MIT
// Scaling, latency, energy and what was left out; see page_sections.h.
#include "miner/bench/page_sections.h"

#include <fmt/format.h>

#include "miner/bench/charts.h"
#include "miner/bench/markup.h"
#include "miner/text.h"

namespace wildcat::program::html {

namespace {

namespace json = boost::json;

constexpr std::size_t most_words_on_chart = 12;

Cell figure_cell(const std::string& text) { return {known(text), true}; }

std::string number_text_at(const json::object& from, std::string_view key, const char* form) {
  const auto number = number_at(from, key);
  return number ? fmt::format(fmt::runtime(form), *number) : "";
}

std::string efficiency_text(const json::object& point) {
  const auto share = number_at(point, "efficiency");
  return share ? fmt::format("{:.0f} %", *share * 100) : "";
}

std::vector<ScalingPoint> scaling_points(const json::object& report) {
  std::vector<ScalingPoint> points;
  const auto objects = objects_at(report, "scaling");
  for (const json::object* point : objects) {
    const auto threads = number_at(*point, "threads");
    const auto rate = rate_of(*point);
    const bool room = objects.size() <= most_words_on_chart || point == objects.back();
    if (threads && rate) points.push_back({*threads, *rate, room ? efficiency_text(*point) : ""});
  }
  return points;
}

std::string scaling_table(const json::object& report) {
  std::vector<std::vector<Cell>> rows;
  for (const json::object* point : objects_at(report, "scaling"))
    if (const auto rate = rate_of(*point))
      rows.push_back({figure_cell(number_text_at(*point, "threads", "{}")),
                      figure_cell(format_rate(rate->mean)), figure_cell(spread_text(*rate)),
                      figure_cell(efficiency_text(*point))});
  return table({{"threads", true}, {"rate", true}, {"95 % interval", true}, {"efficiency", true}},
               rows);
}

/// In order; a bin that ends before the one at its left would mislead. Empty ones at the left are
/// one.
std::vector<Bin> bins_of(const json::object& latency) {
  std::vector<Bin> bins;
  for (const json::object* bin : objects_at(latency, "histogram")) {
    const auto up_to = number_at(*bin, "up_to"), count = number_at(*bin, "count");
    if (!up_to || !count || (!bins.empty() && *up_to <= bins.back().up_to)) continue;
    if (bins.size() == 1 && bins.front().count == 0 && *count == 0) bins.clear();
    bins.push_back({*up_to, *count});
  }
  return bins;
}

std::vector<Mark> marks_of(const json::object& latency, const std::string& unit) {
  std::vector<Mark> marks;
  for (const char* name : {"p50", "p99"})
    if (const auto value = number_at(latency, name))
      marks.push_back({fmt::format("{} {:.3g} {}", name, *value, unit), *value});
  return marks;
}

}  // namespace

std::string scaling_section(const json::object& report) {
  const auto points = scaling_points(report);
  if (points.empty()) return {};
  return section("Scaling",
                 "All threads together; the dashed line is what they would do if each were as fast "
                 "as one alone. Per cent: how much of that they reach.",
                 scaling_chart(points) + scaling_table(report));
}

std::string latency_section(const json::object& report) {
  const json::object& latency = object_at(report, "latency");
  const std::string unit = text_at(latency, "unit");
  const auto bins = bins_of(latency);
  if (bins.empty()) return {};
  const std::string about =
      fmt::format("{}: {} measured, the longest {} {}.", known(text_at(latency, "name")),
                  known(number_text_at(latency, "count", "{}")),
                  known(number_text_at(latency, "max", "{:.3g}")), escaped(unit));
  return section("Latency", about, histogram_chart(bins, marks_of(latency, unit), unit));
}

std::string energy_section(const json::object& report) {
  std::vector<std::vector<Cell>> rows;
  for (const json::object* row : objects_at(report, "energy"))
    rows.push_back({{known(text_at(*row, "device"))},
                    {known(text_at(*row, "source"))},
                    figure_cell(number_text_at(*row, "watts", "{:.1f}")),
                    figure_cell(number_text_at(*row, "joules_per_gigahash", "{:.4g}"))});
  const std::string missing = text_at(report, "energy_missing");
  if (rows.empty() && missing.empty()) return {};
  const std::string note = missing.empty() ? "" : element("p", "note", escaped(missing));
  const std::string shown =
      rows.empty()
          ? ""
          : table({{"device"}, {"source"}, {"watts", true}, {"joules per GH", true}}, rows);
  return section("Energy", "", shown + note);
}

std::string skipped_section(const json::object& report) {
  std::vector<std::vector<Cell>> rows;
  for (const json::object* row : objects_at(report, "skipped"))
    rows.push_back({{known(text_at(*row, "device"))},
                    {known(text_at(*row, "kernel"))},
                    {known(text_at(*row, "reason"))}});
  if (rows.empty()) return {};
  return section("Not measured", "", table({{"device"}, {"kernel"}, {"why"}}, rows));
}

}  // namespace wildcat::program::html
