// SPDX-License-Identifier: MIT
// Where the figures come from, and what was computed; see page_sections.h.
#include <fmt/format.h>

#include <initializer_list>
#include <utility>

#include "miner/bench/markup.h"
#include "miner/bench/page_sections.h"
#include "miner/text.h"

namespace wildcat::program::html {

namespace {

namespace json = boost::json;

std::string fact(std::string_view name, const std::string& markup) {
  return fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, markup);
}

std::string flags_markup(const json::object& machine) {
  std::string flags;
  for (const json::value& flag : array_at(machine, "flags"))
    flags += element("code", "flag", known(text_of(flag))) + " ";
  return flags.empty() ? known("") : flags;
}

/// With all the digits that a count has.
std::string number_text(const json::object& from, std::string_view key,
                        std::string_view unit = "") {
  const auto number = number_at(from, key);
  return number ? fmt::format("{:.15g}{}", *number, unit) : "";
}

/// Those fields of `from` that are text.
std::string text_facts(const json::object& from,
                       std::initializer_list<std::pair<const char*, const char*>> fields) {
  std::string facts;
  for (const auto& [name, key] : fields) facts += fact(name, known(text_at(from, key)));
  return facts;
}

}  // namespace

std::string machine_section(const json::object& report) {
  const json::object& machine = object_at(report, "machine");
  const auto clock = number_at(machine, "clock_hz");
  const std::string hypervisor = text_at(machine, "virtualised");
  const std::string facts =
      text_facts(machine, {{"processor", "cpu"}, {"microcode", "microcode"}}) +
      fact("cores", known(number_text(machine, "cores"))) +
      fact("threads", known(number_text(machine, "threads"))) +
      text_facts(machine, {{"governor", "governor"}}) +
      fact("virtualised", hypervisor.empty() ? "not that it shows" : escaped(hypervisor)) +
      fact("clock", known(clock ? format_count(*clock) + "Hz" : "")) +
      fact("temperature", known(number_text(machine, "temperature_c", " °C"))) +
      text_facts(machine, {{"system", "system"}, {"compiler", "compiler"}}) +
      text_facts(report, {{"version", "version"}, {"commit", "commit"}, {"time", "time"}}) +
      fact("instructions", flags_markup(machine));
  return section("Machine and program", "", element("dl", "", facts));
}

std::string digest_section(const json::object& report) {
  const json::object& digest = object_at(report, "digest");
  const std::string sha256 = text_at(digest, "sha256");
  if (sha256.empty()) return {};
  return section(
      "Digest of the work",
      "Of what a fixed piece of work found. It is the same on every machine and with every "
      "kernel, or one of them computes wrongly.",
      element("p", "", element("code", "digest", escaped(sha256))) +
          element("dl", "",
                  fact("hashes", known(number_text(digest, "hashes"))) +
                      fact("verified", known(number_text(digest, "verified")))));
}

}  // namespace wildcat::program::html
