// SPDX-License-Identifier: MIT
// Makes the figures that events and Status tell from the engine's counts and the sensors' readings.
#include "miner/run/figures.h"

#include <numeric>

#include "miner/run/poisson.h"

namespace wildcat::program {

namespace {

template <class Counts>
std::uint64_t sum(const Counts& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

std::optional<Milliseconds> milliseconds(std::optional<LatencyHistogram::Duration> time) {
  if (!time) return std::nullopt;
  return Milliseconds{*time};
}

/// Classes without any are left out; the last one has no limit.
LatencyFigures figures_of(const LatencyHistogram& times) {
  LatencyFigures figures{
      times.total(), milliseconds(times.quantile(0.5)), milliseconds(times.quantile(0.99)), {}};
  for (std::size_t i = 0; i < LatencyHistogram::classes; ++i) {
    if (times.counts[i] == 0) continue;
    const bool longest = i + 1 == LatencyHistogram::classes;
    figures.classes.emplace_back(longest ? std::nullopt : milliseconds(LatencyHistogram::limit(i)),
                                 times.counts[i]);
  }
  return figures;
}

}  // namespace

RateFigures figures_of(const Rates& rates) {
  return {rates.last_10_s, rates.last_60_s, rates.last_15_min, rates.whole_run};
}

std::optional<ImpliedFigures> implied_figures(const Stats& stats) {
  const auto rate = implied_rate(stats);
  if (!rate) return std::nullopt;
  return ImpliedFigures{rate->hashes_per_second, rate->low, rate->high};
}

std::optional<SensorFigures> figures_of(const std::optional<DeviceReading>& reading) {
  if (!reading) return std::nullopt;
  return SensorFigures{reading->power_watts, reading->power_limit_watts, reading->temperature_c,
                       reading->core_mhz,    reading->memory_mhz,        reading->throttling};
}

DeviceFigures figures_of(const DeviceStats& device, const Readings& readings) {
  const auto reading = reading_of(readings, device.id);
  DeviceFigures figures;
  figures.device = device.id;
  figures.name = device.name;
  figures.kernel = device.kernel.name;
  figures.versions = device.kernel.versions;
  figures.failed = device.failed;
  figures.hashes = device.hashes;
  figures.hashes_per_second = figures_of(device.rates);
  figures.candidates = device.candidates;
  figures.expected_candidates = device.expected_candidates;
  figures.poisson_p = candidates_p_value(device);
  figures.hardware_errors = device.hardware_errors;
  figures.canaries = device.canaries;
  figures.canaries_missed = device.canaries_missed;
  figures.sensors = figures_of(reading);
  figures.hashes_per_joule =
      hashes_per_joule(device.rates.last_10_s, reading.value_or(DeviceReading()));
  return figures;
}

std::vector<DeviceFigures> device_figures(const Stats& stats, const Readings& readings) {
  std::vector<DeviceFigures> all;
  for (const DeviceStats& device : stats.devices) all.push_back(figures_of(device, readings));
  return all;
}

ShareCounts counts_of(const SourceStats& stats) {
  return {stats.shares, stats.accepted, sum(stats.rejected), sum(stats.stale),
          stats.lost,   stats.withheld, stats.blocks,        stats.best_difficulty};
}

Totals totals_of(const Stats& stats) {
  Totals totals;
  static_cast<ShareCounts&>(totals) = counts_of(stats.total);
  totals.hashes = stats.hashes;
  for (const DeviceStats& device : stats.devices) {
    totals.hardware_errors += device.hardware_errors;
    totals.canaries += device.canaries;
    totals.canaries_missed += device.canaries_missed;
  }
  const Latencies& latencies = stats.total.latencies;
  totals.latency = {figures_of(latencies.first_hash), figures_of(latencies.submit),
                    figures_of(latencies.reply)};
  return totals;
}

}  // namespace wildcat::program
