// SPDX-License-Identifier: MIT
// Where the figures come from, and what was computed; see page_sections.h.
#include <fmt/format.h>

#include "bench/harness/markup.h"
#include "bench/harness/page_sections.h"
#include "miner/text/figures.h"

namespace wildcat::program::html {

namespace {

std::string fact(std::string_view name, const std::string& markup) {
  return fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, markup);
}

std::string flags_markup(const bench::Machine& machine) {
  std::string flags;
  for (const std::string& flag : machine.flags) flags += element("code", "flag", known(flag)) + " ";
  return flags.empty() ? known("") : flags;
}

std::string clock_text(const bench::Machine& machine) {
  return machine.clock_hz ? format_count(*machine.clock_hz) + "Hz" : "";
}

std::string temperature_text(const bench::Machine& machine) {
  return machine.temperature_c ? fmt::format("{} °C", *machine.temperature_c) : "";
}

}  // namespace

std::string machine_section(const Report& report) {
  const bench::Machine& machine = report.machine;
  const std::string facts =
      fact("processor", known(machine.cpu)) + fact("microcode", known(machine.microcode)) +
      fact("cores", fmt::format("{}", machine.cores)) +
      fact("threads", fmt::format("{}", machine.threads)) +
      fact("governor", known(machine.governor)) +
      fact("virtualised", escaped(machine.virtualised.value_or("not that it shows"))) +
      fact("clock", known(clock_text(machine))) +
      fact("temperature", known(temperature_text(machine))) +
      fact("system", known(machine.system)) + fact("compiler", known(machine.compiler)) +
      fact("version", known(report.version)) + fact("commit", known(report.commit)) +
      fact("time", known(report.time)) + fact("instructions", flags_markup(machine));
  return section("Machine and program", "", element("dl", "", facts));
}

std::string digest_section(const Report& report) {
  const bench::Digest& digest = report.digest;
  return section(
      "Digest of the work",
      "Of what a fixed piece of work found. It is the same on every machine and with every "
      "kernel, or one of them computes wrongly.",
      element("p", "", element("code", "digest", escaped(digest.sha256))) +
          element("dl", "",
                  fact("hashes", fmt::format("{}", digest.hashes)) +
                      fact("verified", fmt::format("{}", digest.verified))));
}

}  // namespace wildcat::program::html
