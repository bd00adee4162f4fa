// SPDX-License-Identifier: MIT
// The page's facts: on what machine and by what program the figures were made, and what was left
// out of them.
#include <fmt/format.h>

#include "bench/harness/markup.h"
#include "bench/harness/page_values.h"
#include "miner/text/figures.h"

namespace wildcat::program::html {

namespace {

using kainjow::mustache::list;
using kainjow::mustache::object;

/// `markup` as it is.
Values fact(const char* name, const std::string& markup) {
  return object{{"name", name}, {"value", markup}};
}

std::string clock_text(const bench::Machine& machine) {
  return machine.clock_hz ? format_count(*machine.clock_hz) + "Hz" : "";
}

std::string temperature_text(const bench::Machine& machine) {
  return machine.temperature_c ? fmt::format("{} °C", *machine.temperature_c) : "";
}

}  // namespace

Values facts(const bench::Report& report) {
  const bench::Machine& machine = report.machine;
  return list{
      fact("processor", known(machine.cpu)),
      fact("microcode", known(machine.microcode)),
      fact("cores", fmt::to_string(machine.cores)),
      fact("threads", fmt::to_string(machine.threads)),
      fact("governor", known(machine.governor)),
      fact("virtualised", escaped(machine.virtualised.value_or("not that it shows"))),
      fact("clock", known(clock_text(machine))),
      fact("temperature", known(temperature_text(machine))),
      fact("system", known(machine.system)),
      fact("compiler", known(machine.compiler)),
      fact("version", known(report.version)),
      fact("commit", known(report.commit)),
      fact("time", known(report.time)),
  };
}

Values flags(const bench::Report& report) {
  list all;
  for (const std::string& flag : report.machine.flags) all.push_back(object{{"flag", known(flag)}});
  return all;
}

Values skipped(const bench::Report& report) {
  if (report.skipped.empty()) return false;
  list rows;
  for (const bench::Skipped& row : report.skipped)
    rows.push_back(object{{"device", known(row.device)},
                          {"kernel", known(row.kernel)},
                          {"reason", known(row.reason)}});
  return object{{"rows", rows}};
}

}  // namespace wildcat::program::html
