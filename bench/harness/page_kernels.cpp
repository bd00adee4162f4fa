// SPDX-License-Identifier: MIT
// Kernels: a row each, with bars in it; see page_sections.h.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "bench/harness/charts.h"
#include "bench/harness/markup.h"
#include "bench/harness/page_sections.h"
#include "miner/text/figures.h"

namespace wildcat::program::html {

namespace {

using bench::KernelRow;

/// One device's kernels, and the figures that fill the width.
struct DeviceTable {
  std::string device;
  std::vector<const KernelRow*> kernels;
  double most_rate = 0, most_cycles = 0;
};

DeviceTable& table_for(std::vector<DeviceTable>& tables, const std::string& device) {
  const auto found = std::find_if(tables.begin(), tables.end(),
                                  [&](const DeviceTable& table) { return table.device == device; });
  if (found != tables.end()) return *found;
  return tables.emplace_back(DeviceTable{device, {}, 0, 0});
}

std::vector<DeviceTable> by_device(const Report& report) {
  std::vector<DeviceTable> tables;
  for (const KernelRow& kernel : report.kernels) {
    DeviceTable& table = table_for(tables, kernel.device);
    table.kernels.push_back(&kernel);
    table.most_rate = std::max(table.most_rate, kernel.hashes_per_second.high);
    table.most_cycles = std::max(table.most_cycles, kernel.cycles_per_hash.value_or(0));
  }
  return tables;
}

std::string rate_cells(const KernelRow& kernel, const DeviceTable& table) {
  const Estimate& rate = kernel.hashes_per_second;
  return element("td", "bars", interval_bar(rate, table.most_rate, kernel.chosen)) +
         element("td", "figure",
                 escaped(format_rate(rate.mean)) + " " +
                     element("small", "", escaped(spread_text(rate))));
}

/// "1234 / 1100 89 %", as far as it is known.
std::string cycles_text(const KernelRow& kernel) {
  const auto limit = kernel.limit_cycles, share = kernel.share_of_limit;
  return fmt::format("{:.1f}{} {}", *kernel.cycles_per_hash,
                     limit ? fmt::format(" / {:.1f}", *limit) : "",
                     element("small", "", share ? fmt::format("{:.0f} %", *share * 100) : ""));
}

std::string cycles_cells(const KernelRow& kernel, const DeviceTable& table) {
  if (table.most_cycles <= 0) return {};
  if (!kernel.cycles_per_hash)
    return element("td", "bars", "") + element("td", "figure", known(""));
  return element("td", "bars",
                 limit_bar(*kernel.cycles_per_hash, kernel.limit_cycles, table.most_cycles)) +
         element("td", "figure", cycles_text(kernel));
}

std::string kernel_row_markup(const KernelRow& kernel, const DeviceTable& table) {
  return element("tr", kernel.chosen ? "used" : "",
                 element("td", "name", kernel_markup(kernel)) + rate_cells(kernel, table) +
                     cycles_cells(kernel, table)) +
         "\n";
}

std::string table_of(const DeviceTable& table) {
  std::string head =
      element("th", "", "kernel") + R"(<th colspan="2">hashes per second, 95 % interval</th>)";
  if (table.most_cycles > 0)
    head += R"(<th colspan="2">cycles per hash / limit of the ports: share</th>)";
  std::string rows;
  for (const KernelRow* kernel : table.kernels) rows += kernel_row_markup(*kernel, table);
  return element("h3", "", known(table.device)) +
         element("table", "kernels",
                 element("thead", "", element("tr", "", head)) + element("tbody", "", rows));
}

}  // namespace

std::string spread_text(const Estimate& rate) {
  if (rate.mean <= 0) return {};
  const double widest = std::max(rate.high - rate.mean, rate.mean - rate.low) / rate.mean * 100;
  return fmt::format("± {:.{}f} %", widest, widest < 1 ? 2 : 1);
}

std::string kernel_markup(const KernelRow& kernel) {
  return known(kernel.kernel) + element("small", "", fmt::format(" ×{}", kernel.versions));
}

std::string kernels_section(const Report& report) {
  std::string tables;
  for (const DeviceTable& table : by_device(report)) tables += table_of(table);
  if (tables.empty()) return {};
  return section(
      "Kernels",
      "Each kernel with each number of header versions that it searches at once, on one core or "
      "one graphics card: first its rate with the 95 % interval, then the cycles for a hash. The "
      "strong part of that bar is what the processor's ports need at least, the pale part what is "
      "lost on top. Coloured is what mining uses: for one version, and for many.",
      tables);
}

}  // namespace wildcat::program::html
