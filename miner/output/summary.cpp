// SPDX-License-Identifier: MIT
// Figures as text: what a line holds, in which order and with how many digits.
#include "miner/output/summary.h"

#include <fmt/format.h>

#include <cmath>
#include <numeric>

#include "miner/run/poisson.h"
#include "miner/text/figures.h"

namespace wildcat::program {

namespace {

template <class Array>
std::uint64_t sum(const Array& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

/// The rate that fewer shares imply is noise.
constexpr std::uint64_t shares_that_imply = 10;

struct Checks {
  std::uint64_t canaries = 0, missed = 0, errors = 0;
};

Checks checks_of(const Stats& stats) {
  Checks checks;
  for (const DeviceStats& device : stats.devices) {
    checks.canaries += device.canaries;
    checks.missed += device.canaries_missed;
    checks.errors += device.hardware_errors;
  }
  return checks;
}

/// "3 rejected (2 duplicate, 1 other)"
template <class Array, class Name>
std::string broken_down(const char* title, const Array& counts, Name name) {
  std::string text = fmt::format("{} {}", sum(counts), title), parts;
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (counts[i] > 0)
      parts += fmt::format("{}{} {}", parts.empty() ? "" : ", ", counts[i], name(i));
  return parts.empty() ? text : fmt::format("{} ({})", text, parts);
}

/// "0:01:05", short times with tenths, and what was done in it.
std::string mined_line(const Stats& stats) {
  const double seconds = stats.elapsed.count();
  const std::string time = seconds < 10 ? fmt::format("{:.1f} s", std::floor(seconds * 10) / 10)
                                        : format_duration(stats.elapsed);
  if (stats.hashes == 0) return fmt::format("  mined     {}; 0 hashes", time);
  return fmt::format("  mined     {}; {} hashes, {}", time,
                     format_count(static_cast<double>(stats.hashes)),
                     format_rate(stats.rates.whole_run));
}

std::string shares_line(const SourceStats& total) {
  return fmt::format(
      "  shares    {} accepted, {}, {}, {} unanswered{}; best {}", total.accepted,
      broken_down("rejected", total.rejected,
                  [](std::size_t i) { return to_string(static_cast<RejectReason>(i)); }),
      broken_down("stale", total.stale,
                  [](std::size_t i) { return to_string(static_cast<StaleFault>(i)); }),
      total.lost, total.withheld > 0 ? fmt::format(", {} not wanted", total.withheld) : "",
      total.best_difficulty > 0 ? format_difficulty(total.best_difficulty) : "none");
}

std::string device_line(const DeviceStats& device) {
  std::string text = fmt::format("  {:<9} {}, {}", device.id, kernel_text(device.kernel),
                                 format_rate(device.rates.whole_run));
  if (const auto p_value = candidates_p_value(device))
    text += fmt::format("; found {} of {:.1f} expected (p = {:.2f})", device.candidates,
                        device.expected_candidates, *p_value);
  if (device.failed) text += fmt::format("; FAILED: {}", device.failure);
  return text;
}

/// A device's sensors, and what a joule brings.
std::string sensors_text(const DeviceStats& device, const Readings& readings) {
  const auto reading = reading_of(readings, device.id);
  if (!reading) return "";
  std::string text = reading_text(*reading);
  if (const auto figure = hashes_per_joule(device.rates.last_10_s, *reading))
    text += fmt::format(" {}H/J", format_count(*figure));
  return text;
}

/// "0.16 ms (99 %: 1.28 ms)"
std::string times(const LatencyHistogram& histogram) {
  const auto ms = [&](double part) { return histogram.quantile(part)->count() * 1000; };
  return fmt::format("{:.3g} ms (99 %: {:.3g} ms)", ms(0.5), ms(0.99));
}

/// Medians, as the limits of their classes.
std::string latency_line(const Latencies& latencies) {
  if (latencies.first_hash.total() == 0 || latencies.reply.total() == 0) return "";
  return fmt::format("  latency   job to work below {}, share to pool {}, answer {}",
                     times(latencies.first_hash), times(latencies.submit), times(latencies.reply));
}

}  // namespace

std::string reading_text(const DeviceReading& reading) {
  std::string text;
  if (reading.temperature_c) text += fmt::format(" {:.0f} C", *reading.temperature_c);
  if (reading.power_watts) text += fmt::format(" {:.0f} W", *reading.power_watts);
  if (reading.power_limit_watts) text += fmt::format(" of {:.0f}", *reading.power_limit_watts);
  if (reading.core_mhz) text += fmt::format(" {:.0f} MHz", *reading.core_mhz);
  for (const std::string& reason : reading.throttling) text += fmt::format(" ({})", reason);
  return text;
}

std::string cooling_text(const CoolingEvent& event) {
  const std::string what = event.duty == 1   ? "works at full speed again"
                           : event.duty == 0 ? "rests until it is cooler (--max-temp)"
                                             : "is given less work (--max-temp)";
  return fmt::format("{} has {:.0f} C and {}.", event.device, event.temperature_c, what);
}

std::string status_text(const Stats& stats, const Readings& readings) {
  std::string text;
  for (const DeviceStats& device : stats.devices)
    text += fmt::format("{} {} {}{} | ", device.id, kernel_text(device.kernel),
                        device.failed ? "FAILED" : format_rate(device.rates.last_10_s),
                        sensors_text(device, readings));
  if (stats.devices.size() > 1)
    text += fmt::format("all {} | ", format_rate(stats.rates.last_10_s));
  const Checks checks = checks_of(stats);
  return text + fmt::format("A {} R {} S {} | canaries {}/{} | HW {} | {}", stats.total.accepted,
                            sum(stats.total.rejected), sum(stats.total.stale),
                            checks.canaries - checks.missed, checks.canaries, checks.errors,
                            format_duration(stats.elapsed));
}

std::vector<std::string> goodbye_lines(const Stats& stats) {
  std::vector<std::string> lines;
  lines.push_back(mined_line(stats));
  const auto implied = implied_rate(stats);
  if (implied && stats.total.accepted >= shares_that_imply)
    lines.push_back(fmt::format("  by shares {} (95 %: {} to {})",
                                format_rate(implied->hashes_per_second), format_rate(implied->low),
                                format_rate(implied->high)));
  lines.push_back(shares_line(stats.total));
  if (stats.total.blocks > 0) lines.push_back(fmt::format("  blocks    {}", stats.total.blocks));
  if (const std::string line = latency_line(stats.total.latencies); !line.empty())
    lines.push_back(line);
  const auto checks = check_lines(stats);
  lines.insert(lines.end(), checks.begin(), checks.end());
  return lines;
}

std::vector<std::string> check_lines(const Stats& stats) {
  std::vector<std::string> lines;
  for (const DeviceStats& device : stats.devices) lines.push_back(device_line(device));
  const Checks checks = checks_of(stats);
  lines.push_back(fmt::format("  checks    {} of {} canaries found, {}",
                              checks.canaries - checks.missed, checks.canaries,
                              counted(checks.errors, "hardware error")));
  return lines;
}

}  // namespace wildcat::program
