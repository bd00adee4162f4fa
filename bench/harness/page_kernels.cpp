// SPDX-License-Identifier: MIT
// The page's kernels: a table for each device, whose bars are drawn in proportion to its fastest
// kernel. A file of its own because these rows need a look at all of a device's kernels first.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "bench/harness/charts.h"
#include "bench/harness/markup.h"
#include "bench/harness/page_values.h"
#include "miner/text/figures.h"

namespace wildcat::program::html {

namespace {

using bench::KernelRow;
using kainjow::mustache::list;
using kainjow::mustache::object;

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

std::vector<DeviceTable> by_device(const bench::Report& report) {
  std::vector<DeviceTable> tables;
  for (const KernelRow& kernel : report.kernels) {
    DeviceTable& table = table_for(tables, kernel.device);
    table.kernels.push_back(&kernel);
    table.most_rate = std::max(table.most_rate, kernel.hashes_per_second.high);
    table.most_cycles = std::max(table.most_cycles, kernel.cycles_per_hash.value_or(0));
  }
  return tables;
}

/// Markup: "1234 / 1100 89 %", as far as it is known.
std::string cycles_markup(const KernelRow& kernel) {
  const auto limit = kernel.limit_cycles, share = kernel.share_of_limit;
  return fmt::format("{:.1f}{} <small>{}</small>", *kernel.cycles_per_hash,
                     limit ? fmt::format(" / {:.1f}", *limit) : "",
                     share ? fmt::format("{:.0f} %", *share * 100) : "");
}

Values cycles(const KernelRow& kernel, const DeviceTable& table) {
  if (table.most_cycles <= 0) return false;
  if (!kernel.cycles_per_hash) return object{{"bar", ""}, {"figure", known("")}};
  return object{{"bar", limit_bar(*kernel.cycles_per_hash, kernel.limit_cycles, table.most_cycles)},
                {"figure", cycles_markup(kernel)}};
}

Values row(const KernelRow& kernel, const DeviceTable& table) {
  const bench::Estimate& rate = kernel.hashes_per_second;
  return object{{"chosen", kernel.chosen},
                {"kernel", kernel_markup(kernel)},
                {"rate_bar", interval_bar(rate, table.most_rate, kernel.chosen)},
                {"rate", format_rate(rate.mean)},
                {"spread", spread_text(rate)},
                {"cycles", cycles(kernel, table)}};
}

Values device(const DeviceTable& table) {
  list rows;
  for (const KernelRow* kernel : table.kernels) rows.push_back(row(*kernel, table));
  return object{{"device", known(table.device)}, {"cycles", table.most_cycles > 0}, {"rows", rows}};
}

}  // namespace

std::string spread_text(const bench::Estimate& rate) {
  if (rate.mean <= 0) return {};
  const double widest = std::max(rate.high - rate.mean, rate.mean - rate.low) / rate.mean * 100;
  return fmt::format("± {:.{}f} %", widest, widest < 1 ? 2 : 1);
}

std::string kernel_markup(const KernelRow& kernel) {
  return fmt::format("{}<small> ×{}</small>", known(kernel.kernel), kernel.versions);
}

Values kernels(const bench::Report& report) {
  if (report.kernels.empty()) return false;
  list devices;
  for (const DeviceTable& table : by_device(report)) devices.push_back(device(table));
  return object{{"devices", devices}};
}

}  // namespace wildcat::program::html
