// SPDX-License-Identifier: MIT
// The page's figures of the whole engine: the cards at the top, scaling and latency with their
// charts, and energy.
#include <fmt/format.h>

#include <map>

#include "bench/harness/charts.h"
#include "bench/harness/markup.h"
#include "bench/harness/page_values.h"
#include "miner/text/figures.h"

namespace wildcat::program::html {

namespace {

using bench::Report;
using kainjow::mustache::list;
using kainjow::mustache::object;

constexpr std::size_t most_words_on_chart = 12;

/// `about` is markup.
Values card(const std::string& figure, const std::string& about) {
  return object{{"figure", figure}, {"about", about}};
}

using ByDevice = std::map<std::string, const bench::KernelRow*>;

/// A kernel is chosen for one header version and for several: the fastest is what a device can do.
ByDevice fastest_chosen(const Report& report) {
  ByDevice fastest;
  for (const bench::KernelRow& kernel : report.kernels) {
    if (!kernel.chosen) continue;
    const bench::KernelRow*& best = fastest[kernel.device];
    if (best == nullptr || kernel.hashes_per_second.mean > best->hashes_per_second.mean)
      best = &kernel;
  }
  return fastest;
}

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

Values cards(const Report& report) {
  list all;
  for (const auto& [device, kernel] : fastest_chosen(report))
    all.push_back(card(format_rate(kernel->hashes_per_second.mean),
                       escaped(device) + " with " + kernel_markup(*kernel)));
  if (report.scaling.size() >= 2) {
    const bench::ScalingRow& most = report.scaling.back();
    all.push_back(card(format_rate(most.hashes_per_second.mean),
                       fmt::format("with {} threads", most.threads)));
  }
  if (report.latency)
    all.push_back(card(fmt::format("{:.3g} {}", report.latency->p99, report.latency->unit),
                       "p99: " + escaped(report.latency->name)));
  return all;
}

Values scaling(const Report& report) {
  if (report.scaling.empty()) return false;
  list rows;
  for (const bench::ScalingRow& row : report.scaling)
    rows.push_back(object{{"threads", fmt::to_string(row.threads)},
                          {"rate", format_rate(row.hashes_per_second.mean)},
                          {"spread", known(spread_text(row.hashes_per_second))},
                          {"efficiency", efficiency_text(row)}});
  return object{{"chart", scaling_chart(scaling_points(report))}, {"rows", rows}};
}

Values latency(const Report& report) {
  if (!report.latency || report.latency->histogram.empty()) return false;
  const bench::Latency& latency = *report.latency;
  return object{{"name", known(latency.name)},
                {"count", fmt::to_string(latency.count)},
                {"longest", fmt::format("{:.3g} {}", latency.max, latency.unit)},
                {"chart", histogram_chart(bins_of(latency), marks_of(latency), latency.unit)}};
}

Values energy(const Report& report) {
  list rows;
  for (const bench::Energy& row : report.energy)
    rows.push_back(object{{"device", known(row.device)},
                          {"source", known(row.source)},
                          {"watts", fmt::format("{:.1f}", row.watts)},
                          {"joules", fmt::format("{:.4g}", row.joules_per_gigahash)}});
  if (rows.empty() && !report.energy_missing) return false;
  const auto& why = report.energy_missing;
  return object{{"measured", rows.empty() ? Values(false) : Values(object{{"rows", rows}})},
                {"missing", why ? Values(object{{"why", *why}}) : Values(false)}};
}

}  // namespace wildcat::program::html
