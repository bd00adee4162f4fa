// SPDX-License-Identifier: MIT
// The top of the page, see page_sections.h.
#include <fmt/format.h>

#include <map>

#include "bench/harness/markup.h"
#include "bench/harness/page_sections.h"
#include "miner/text/figures.h"

namespace wildcat::program::html {

namespace {

std::string card(const std::string& figure, const std::string& text_markup) {
  return element("div", "card",
                 element("b", "", escaped(figure)) + element("span", "", text_markup)) +
         "\n";
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

std::string chosen_cards(const Report& report) {
  std::string cards;
  for (const auto& [device, kernel] : fastest_chosen(report))
    cards += card(format_rate(kernel->hashes_per_second.mean),
                  escaped(device) + " with " + kernel_markup(*kernel));
  return cards;
}

std::string scaling_card(const Report& report) {
  if (report.scaling.size() < 2) return {};
  const bench::ScalingRow& most = report.scaling.back();
  return card(format_rate(most.hashes_per_second.mean),
              fmt::format("with {} threads", most.threads));
}

std::string latency_card(const Report& report) {
  if (!report.latency) return {};
  return card(fmt::format("{:.3g} {}", report.latency->p99, report.latency->unit),
              "p99: " + escaped(report.latency->name));
}

std::string made_by(const Report& report) {
  return fmt::format("{} {}{}, {}", report.program, report.version,
                     report.commit ? " (" + *report.commit + ")" : "", report.time);
}

}  // namespace

std::string headline(const Report& report) {
  const std::string quick =
      report.quick ? element("p", "note", "A quick run: few samples, so the intervals are wide.")
                   : "";
  const std::string cards = chosen_cards(report) + scaling_card(report) + latency_card(report);
  return element("header", "",
                 element("p", "brand", "Wildcat benchmark") +
                     element("h1", "", known(report.machine.cpu)) +
                     element("p", "faint", escaped(made_by(report))) + quick) +
         element("div", "cards", cards) + "\n";
}

}  // namespace wildcat::program::html
