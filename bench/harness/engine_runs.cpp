// SPDX-License-Identifier: MIT
// Scaling and energy, of engine_runs.h. A sample is a Miner of its own, from its start until the
// last unit is over, so that every hash is counted.
#include "bench/harness/engine_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "bench/harness/busy_job.h"
#include "bench/harness/statistics.h"
#include "wildcat/miner.h"

namespace wildcat::program::bench {

namespace {

/// Hashes and the time they took.
struct Hashed {
  double hashes = 0, seconds = 0;
  double rate() const { return hashes / seconds; }
};

Result<Hashed> hash_for(const Processor& processor, std::uint32_t threads,
                        std::chrono::duration<double> time) {
  Miner miner;
  auto device = open_processor(processor.options, processor.kernel, threads);
  if (!device) return device.error();
  if (auto added = miner.add_device(std::move(*device)); !added) return added.error();
  if (auto set = miner.set_job(miner.add_source(wildcat::bench::busy_source()),
                               wildcat::bench::busy_job(0));
      !set)
    return set.error();
  const auto start = std::chrono::steady_clock::now();
  if (auto started = miner.start(); !started) return started.error();
  std::this_thread::sleep_for(time);
  miner.stop();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  const Stats stats = miner.stats();
  if (stats.devices.front().failed)
    return Error{Errc::device_failed, stats.devices.front().failure};
  if (stats.hashes == 0)
    return Error{
        Errc::device_failed,
        "no thread got to finish a piece of work; the machine is too busy to be measured."};
  return Hashed{static_cast<double>(stats.hashes), took.count()};
}

std::vector<std::uint32_t> thread_counts(std::uint32_t most) {
  std::vector<std::uint32_t> counts;
  for (std::uint32_t n = 1; n < most; n *= 2) counts.push_back(n);
  counts.push_back(most);
  return counts;
}

std::vector<ScalingRow> rows_of(const std::vector<std::uint32_t>& counts,
                                std::vector<std::vector<double>> samples) {
  std::vector<ScalingRow> rows;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    ScalingRow row{counts[i], estimate(std::move(samples[i])), 1};
    if (i > 0)
      row.efficiency = row.hashes_per_second.mean / rows[0].hashes_per_second.mean / counts[i];
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

Result<std::vector<ScalingRow>> measure_scaling(const Processor& processor, const Effort& effort,
                                                Progress& progress) {
  const auto counts = thread_counts(processor.threads);
  std::vector<std::vector<double>> samples(counts.size());
  const auto time = effort.scaling / static_cast<double>(counts.size()) / effort.scaling_samples;
  for (int round = 0; round < effort.scaling_samples; ++round)
    for (std::size_t i = 0; i < counts.size(); ++i) {
      progress.show(fmt::format("the engine with {} of {} threads (round {} of {})", counts[i],
                                processor.threads, round + 1, effort.scaling_samples));
      const auto work = hash_for(processor, counts[i], time);
      if (!work) return work.error();
      samples[i].push_back(work->rate());
    }
  return rows_of(counts, std::move(samples));
}

Result<Energy> measure_energy(const Processor& processor, const RaplMeter& meter,
                              const Effort& effort, Progress& progress) {
  progress.show("energy");
  const auto before = meter.read();
  if (!before) return before.error();
  const auto work = hash_for(processor, processor.threads, effort.energy);
  if (!work) return work.error();
  const auto after = meter.read();
  if (!after) return after.error();
  const double joules = meter.joules_between(*before, *after);
  if (joules <= 0)
    return Error{Errc::not_runnable, meter.name() + " counts nothing on this machine."};
  return Energy{processor.device, meter.name(), joules / work->seconds,
                joules / (work->hashes / 1e9)};
}

}  // namespace wildcat::program::bench
