// SPDX-License-Identifier: MIT
// Kernels: a row each, with bars in it; see page_sections.h.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "miner/bench/charts.h"
#include "miner/bench/markup.h"
#include "miner/bench/page_sections.h"
#include "miner/text.h"

namespace wildcat::program::html {

namespace {

namespace json = boost::json;
using Kernels = std::vector<const json::object*>;

/// One device's kernels, and the figures that fill the width.
struct DeviceTable {
  std::string device;
  Kernels kernels;
  double most_rate = 0, most_cycles = 0;
};

DeviceTable& table_for(std::vector<DeviceTable>& tables, const std::string& device) {
  const auto found = std::find_if(tables.begin(), tables.end(),
                                  [&](const DeviceTable& table) { return table.device == device; });
  if (found != tables.end()) return *found;
  return tables.emplace_back(DeviceTable{device, {}, 0, 0});
}

std::vector<DeviceTable> by_device(const json::object& report) {
  std::vector<DeviceTable> tables;
  for (const json::object* kernel : objects_at(report, "kernels")) {
    DeviceTable& table = table_for(tables, text_at(*kernel, "device"));
    table.kernels.push_back(kernel);
    table.most_rate = std::max(table.most_rate, rate_of(*kernel).value_or(Interval{}).high);
    table.most_cycles =
        std::max(table.most_cycles, number_at(*kernel, "cycles_per_hash").value_or(0));
  }
  return tables;
}

std::string rate_cells(const json::object& kernel, const DeviceTable& table) {
  const auto rate = rate_of(kernel);
  if (!rate) return element("td", "bars", "") + element("td", "figure", known(""));
  return element("td", "bars", interval_bar(*rate, table.most_rate, true_at(kernel, "chosen"))) +
         element("td", "figure",
                 escaped(format_rate(rate->mean)) + " " +
                     element("small", "", escaped(spread_text(*rate))));
}

/// "1234 of 1100: 89 %", as far as it is known.
std::string cycles_text(double cycles, const json::object& kernel) {
  const auto limit = number_at(kernel, "limit_cycles");
  const auto share = number_at(kernel, "share_of_limit");
  return fmt::format("{:.1f}{} {}", cycles, limit ? fmt::format(" / {:.1f}", *limit) : "",
                     element("small", "", share ? fmt::format("{:.0f} %", *share * 100) : ""));
}

std::string cycles_cells(const json::object& kernel, const DeviceTable& table) {
  if (table.most_cycles <= 0) return {};
  const auto cycles = number_at(kernel, "cycles_per_hash");
  if (!cycles) return element("td", "bars", "") + element("td", "figure", known(""));
  return element("td", "bars",
                 limit_bar(*cycles, number_at(kernel, "limit_cycles"), table.most_cycles)) +
         element("td", "figure", cycles_text(*cycles, kernel));
}

std::string kernel_row_markup(const json::object& kernel, const DeviceTable& table) {
  return element("tr", true_at(kernel, "chosen") ? "used" : "",
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
  for (const json::object* kernel : table.kernels) rows += kernel_row_markup(*kernel, table);
  return element("h3", "", known(table.device)) +
         element("table", "kernels",
                 element("thead", "", element("tr", "", head)) + element("tbody", "", rows));
}

}  // namespace

std::string spread_text(const Interval& rate) {
  if (rate.mean <= 0) return {};
  const double widest = std::max(rate.high - rate.mean, rate.mean - rate.low) / rate.mean * 100;
  return fmt::format("± {:.{}f} %", widest, widest < 1 ? 2 : 1);
}

std::string kernel_markup(const json::object& kernel) {
  const auto versions = number_at(kernel, "versions");
  return known(text_at(kernel, "kernel")) +
         (versions ? element("small", "", fmt::format(" ×{}", *versions)) : "");
}

std::string kernels_section(const json::object& report) {
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
