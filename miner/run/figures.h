// SPDX-License-Identifier: MIT
// The figures of a run as programs read them, in events and in Status alike: plain structs, made
// from what the engine and the sensors say. A part of its own, because both tell the same figures.
#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "miner/devices/sensors.h"
#include "miner/json/form.h"
#include "wildcat/stats.h"

namespace wildcat::program {

/// Hashes per second; each empty while nothing was finished in that time.
struct RateFigures {
  std::optional<double> last_10_s, last_60_s, last_15_min, whole_run;
};
BOOST_DESCRIBE_STRUCT(RateFigures, (), (last_10_s, last_60_s, last_15_min, whole_run))

/// The rate that the accepted shares imply, with its 95 % interval.
struct ImpliedFigures {
  double hashes_per_second = 0, low = 0, high = 0;
};
BOOST_DESCRIBE_STRUCT(ImpliedFigures, (), (hashes_per_second, low, high))

/// What a device's sensors say; what they do not say is empty.
struct SensorFigures {
  std::optional<double> power_watts, power_limit_watts, temperature_c, core_mhz, memory_mhz;
  std::vector<std::string> throttling;  ///< why the device is slower than it could be
};
BOOST_DESCRIBE_STRUCT(SensorFigures, (),
                      (power_watts, power_limit_watts, temperature_c, core_mhz, memory_mhz,
                       throttling))

/// One device.
struct DeviceFigures {
  std::string device, name, kernel;
  std::uint32_t versions = 1;  ///< header versions searched at once
  bool failed = false;
  std::uint64_t hashes = 0;
  RateFigures hashes_per_second;
  std::uint64_t candidates = 0;
  double expected_candidates = 0;
  std::optional<double> poisson_p;  ///< of such a deviation, if nothing is wrong
  std::uint64_t hardware_errors = 0, canaries = 0, canaries_missed = 0;
  std::optional<SensorFigures> sensors;    ///< empty: none that is known
  std::optional<double> hashes_per_joule;  ///< ten seconds' rate by the power
};
BOOST_DESCRIBE_STRUCT(DeviceFigures, (),
                      (device, name, kernel, versions, failed, hashes, hashes_per_second,
                       candidates, expected_candidates, poisson_p, hardware_errors, canaries,
                       canaries_missed, sensors, hashes_per_joule))

/// What was found, and what became of it. `shares` is the sum of the next five, once nothing is
/// under way.
struct ShareCounts {
  std::uint64_t shares = 0, accepted = 0, rejected = 0, stale = 0, lost = 0, withheld = 0,
                blocks = 0;
  double best_difficulty = 0;
};
BOOST_DESCRIBE_STRUCT(ShareCounts, (),
                      (shares, accepted, rejected, stale, lost, withheld, blocks, best_difficulty))

/// Which worker something is about, counted from 1.
struct OfWorker {
  std::uint32_t worker = 0;
};
BOOST_DESCRIBE_STRUCT(OfWorker, (), (worker))

/// What a worker has done.
struct WorkerFigures : OfWorker, ShareCounts {
  std::string user;
  std::uint64_t hashes = 0;
};
BOOST_DESCRIBE_STRUCT(WorkerFigures, (OfWorker, ShareCounts), (user, hashes))

/// How long something took: the limits of the classes that the median and 99 % do not exceed, and
/// the classes that are not empty with their limits (empty: no limit).
struct LatencyFigures {
  std::uint64_t count = 0;
  std::optional<Milliseconds> median_ms, p99_ms;
  std::vector<std::pair<std::optional<Milliseconds>, std::uint32_t>> classes;
};
BOOST_DESCRIBE_STRUCT(LatencyFigures, (), (count, median_ms, p99_ms, classes))

/// From a job's arrival to its first hash, from a share's proof to sending it, from there to the
/// answer.
struct LatenciesFigures {
  LatencyFigures first_hash, submit, reply;
};
BOOST_DESCRIBE_STRUCT(LatenciesFigures, (), (first_hash, submit, reply))

/// Everything since the run began.
struct Totals : ShareCounts {
  std::uint64_t hashes = 0, hardware_errors = 0, canaries = 0, canaries_missed = 0;
  LatenciesFigures latency;
};
BOOST_DESCRIBE_STRUCT(Totals, (ShareCounts),
                      (hashes, hardware_errors, canaries, canaries_missed, latency))

/// Faults committed on purpose, and the pool's answers to them.
struct FaultTotals {
  std::uint64_t committed = 0, as_expected = 0, unexpected = 0;
};
BOOST_DESCRIBE_STRUCT(FaultTotals, (), (committed, as_expected, unexpected))

/// Each is pure; any thread.
RateFigures figures_of(const Rates& rates);
std::optional<ImpliedFigures> implied_figures(const Stats& stats);
std::optional<SensorFigures> figures_of(const std::optional<DeviceReading>& reading);
DeviceFigures figures_of(const DeviceStats& device, const Readings& readings);
std::vector<DeviceFigures> device_figures(const Stats& stats, const Readings& readings);
ShareCounts counts_of(const SourceStats& stats);
Totals totals_of(const Stats& stats);

}  // namespace wildcat::program
