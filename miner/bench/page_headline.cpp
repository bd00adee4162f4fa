// SPDX-License-Identifier: MIT
// The top of the page, see page_sections.h.
#include <fmt/format.h>

#include <map>

#include "miner/bench/markup.h"
#include "miner/bench/page_sections.h"
#include "miner/text.h"

namespace wildcat::program::html {

namespace {

namespace json = boost::json;

std::string card(const std::string& figure, const std::string& text_markup) {
  return element("div", "card",
                 element("b", "", escaped(figure)) + element("span", "", text_markup)) +
         "\n";
}

using ByDevice = std::map<std::string, const json::object*>;

/// A kernel is chosen for one header version and for several: the fastest is what a device can do.
ByDevice fastest_chosen(const json::object& report) {
  ByDevice fastest;
  for (const json::object* kernel : objects_at(report, "kernels")) {
    const auto rate = rate_of(*kernel);
    if (!rate || !true_at(*kernel, "chosen")) continue;
    const json::object*& best = fastest[text_at(*kernel, "device")];
    if (best == nullptr || rate->mean > rate_of(*best)->mean) best = kernel;
  }
  return fastest;
}

std::string chosen_cards(const json::object& report) {
  std::string cards;
  for (const auto& [device, kernel] : fastest_chosen(report))
    cards += card(format_rate(rate_of(*kernel)->mean),
                  escaped(device) + " with " + kernel_markup(*kernel));
  return cards;
}

std::string scaling_card(const json::object& report) {
  const auto points = objects_at(report, "scaling");
  if (points.size() < 2) return {};
  const auto rate = rate_of(*points.back());
  const auto threads = number_at(*points.back(), "threads");
  if (!rate || !threads) return {};
  return card(format_rate(rate->mean), fmt::format("with {} threads", *threads));
}

std::string latency_card(const json::object& report) {
  const json::object& latency = object_at(report, "latency");
  const auto p99 = number_at(latency, "p99");
  if (!p99) return {};
  return card(fmt::format("{:.3g} {}", *p99, text_at(latency, "unit")),
              "p99: " + escaped(text_at(latency, "name")));
}

std::string made_by(const json::object& report) {
  const std::string commit = text_at(report, "commit");
  return fmt::format("{} {}{}, {}", text_at(report, "program"), text_at(report, "version"),
                     commit.empty() ? "" : " (" + commit + ")", text_at(report, "time"));
}

}  // namespace

std::string headline(const json::object& report) {
  const std::string quick =
      true_at(report, "quick")
          ? element("p", "note", "A quick run: few samples, so the intervals are wide.")
          : "";
  const std::string cpu = text_at(object_at(report, "machine"), "cpu");
  const std::string cards = chosen_cards(report) + scaling_card(report) + latency_card(report);
  return element("header", "",
                 element("p", "brand", "Wildcat benchmark") + element("h1", "", known(cpu)) +
                     element("p", "faint", escaped(made_by(report))) + quick) +
         element("div", "cards", cards) + "\n";
}

}  // namespace wildcat::program::html
