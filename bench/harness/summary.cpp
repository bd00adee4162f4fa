// SPDX-License-Identifier: MIT
// A report as the lines of a terminal: machine, kernels, engine, energy, digest.
#include "bench/harness/summary.h"

#include <fmt/format.h>

#include "bench/harness/statistics.h"
#include "miner/text/characters.h"
#include "miner/text/figures.h"

namespace wildcat::program::bench {

namespace {

std::string optional_text(const std::optional<double>& value, const char* pattern) {
  return value ? fmt::format(fmt::runtime(pattern), *value) : "--";
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts)
    if (!part.empty()) text += (text.empty() ? "" : ", ") + part;
  return text;
}

std::string machine_lines(const Report& report) {
  const Machine& machine = report.machine;
  const std::string clock =
      machine.clock_hz ? fmt::format("{:.2f} GHz", *machine.clock_hz / 1e9) : "";
  const std::string heat =
      machine.temperature_c ? fmt::format("{:.0f} degrees", *machine.temperature_c) : "";
  const std::string governor = machine.governor ? "governor " + *machine.governor : "";
  const std::string virtualised = machine.virtualised ? "on " + *machine.virtualised : "";
  const std::string hardware =
      joined({machine.cpu, counted(machine.cores, "core"), counted(machine.threads, "thread"),
              clock, governor, heat, virtualised});
  const std::string software =
      joined({machine.system, machine.compiler,
              fmt::format("wildcat {}{}", report.version,
                          report.commit ? " (" + *report.commit + ")" : ""),
              report.time, report.quick ? "quick" : ""});
  return printable(hardware) + "\n" + printable(software) + "\n";
}

std::string kernel_line(const KernelRow& row) {
  return fmt::format(
      "{} {} {:>12} {:>7} {:>12} {:>9}\n", row.chosen ? '*' : ' ', row_name(row),
      format_rate(row.hashes_per_second.mean), interval_text(row.hashes_per_second),
      optional_text(row.cycles_per_hash, "{:.1f}"),
      row.share_of_limit ? fmt::format("{:.0f} %", 100 * *row.share_of_limit) : "--");
}

std::string kernel_table(const Report& report) {
  std::string text = fmt::format("  {:<8} {:<14} {:>8} {:>12} {:>7} {:>12} {:>9}\n", "device",
                                 "kernel", "versions", "rate", "+-", "cycles/hash", "of limit");
  for (const KernelRow& row : report.kernels) text += kernel_line(row);
  return text;
}

std::string scaling_line(const ScalingRow& row) {
  return fmt::format("scaling   {:<12} {:>12} {:>7}   efficiency {:.0f} %\n",
                     counted(row.threads, "thread"), format_rate(row.hashes_per_second.mean),
                     interval_text(row.hashes_per_second), 100 * row.efficiency);
}

std::string latency_line(const Latency& latency) {
  return fmt::format("latency   {}: p50 {:.3f} {}, p99 {:.3f}, max {:.3f} ({} times)\n",
                     printable(latency.name), latency.p50, printable(latency.unit), latency.p99,
                     latency.max, latency.count);
}

std::string energy_lines(const Report& report) {
  std::string text;
  for (const Energy& row : report.energy)
    text += fmt::format("energy    {}: {:.1f} W by {}, {:.1f} J/GH\n", printable(row.device),
                        row.watts, printable(row.source), row.joules_per_gigahash);
  if (report.energy_missing)
    text += fmt::format("energy    {}\n", printable(*report.energy_missing));
  return text;
}

}  // namespace

std::string row_name(const KernelRow& row) {
  return fmt::format("{:<8} {:<14} {:>8}", printable(row.device), printable(row.kernel),
                     row.versions);
}

std::string interval_text(const Estimate& estimate) {
  return fmt::format("{:.1f} %", 100 * spread(estimate));
}

std::string summary_text(const Report& report) {
  std::string text = machine_lines(report) + "\n" + kernel_table(report) + "\n";
  for (const ScalingRow& row : report.scaling) text += scaling_line(row);
  if (report.latency) text += latency_line(*report.latency);
  text += energy_lines(report);
  for (const Skipped& row : report.skipped)
    text += fmt::format("not run   {} {}: {}\n", printable(row.device), printable(row.kernel),
                        printable(row.reason));
  return text + fmt::format("digest    {} ({} finds in {} hashes)\n",
                            printable(report.digest.sha256), report.digest.verified,
                            report.digest.hashes);
}

}  // namespace wildcat::program::bench
