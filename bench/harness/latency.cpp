// SPDX-License-Identifier: MIT
// The latency of a new job, of engine_runs.h: a thin layer around the scanners notes when the first
// unit of the job that is waited for is begun.
#include <algorithm>
#include <atomic>
#include <thread>

#include "bench/harness/busy_job.h"
#include "bench/harness/engine_runs.h"
#include "bench/harness/statistics.h"
#include "bench/harness/wrapped_device.h"
#include "wildcat/miner.h"

namespace wildcat::program::bench {

namespace {

using LatencyClock = std::chrono::steady_clock;

/// Which job is waited for, by its ntime, and when its first unit was begun.
struct Watch {
  std::atomic<std::uint32_t> wanted{0};
  std::atomic<LatencyClock::rep> begun{0};

  void note(const WorkUnit& unit) {
    std::uint32_t ntime = unit.header.ntime;
    if (wanted.compare_exchange_strong(ntime, 0))
      begun.store(LatencyClock::now().time_since_epoch().count());
  }
};

/// A CPU scanner computes in wait(), which follows at once.
class WatchedScanner final : public wildcat::bench::WrappedScanner {
 public:
  WatchedScanner(std::unique_ptr<Scanner> inner, Watch& watch)
      : WrappedScanner(std::move(inner)), watch_(watch) {}
  Result<void> submit(const WorkUnit& unit) override {
    watch_.note(unit);
    return WrappedScanner::submit(unit);
  }

 private:
  Watch& watch_;
};

/// Milliseconds; empty when no thread got a core in time.
std::optional<double> wait_for_job(Miner& miner, SourceId source, Watch& watch,
                                   std::uint32_t number) {
  constexpr std::chrono::milliseconds between_jobs{20}, patience{2000};
  JobOffer offer = wildcat::bench::busy_job(number);
  watch.begun = 0;
  watch.wanted = offer.job->ntime;
  const auto start = LatencyClock::now();
  if (!miner.set_job(source, std::move(offer))) return std::nullopt;
  do std::this_thread::sleep_for(between_jobs);
  while (watch.begun == 0 && LatencyClock::now() - start < patience);
  if (watch.begun == 0) return std::nullopt;
  const LatencyClock::time_point begun{LatencyClock::duration(watch.begun)};
  return std::chrono::duration<double, std::milli>(begun - start).count();
}

Latency latency_of(std::vector<double> times) {
  std::sort(times.begin(), times.end());
  LatencyHistogram classes;
  for (const double ms : times) classes.add(std::chrono::duration<double, std::milli>(ms));
  Latency latency{"a new job to the first hash of it",
                  "ms",
                  times.size(),
                  quantile(times, 0.5),
                  quantile(times, 0.99),
                  times.back(),
                  {}};
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < LatencyHistogram::classes && seen < times.size(); ++i) {
    seen += classes.counts[i];
    latency.histogram.push_back({1e3 * LatencyHistogram::limit(i).count(), classes.counts[i]});
  }
  return latency;
}

}  // namespace

Result<Latency> measure_latency(const Processor& processor, const Effort& effort,
                                Progress& progress) {
  progress.show("how soon a new job is worked on");
  Watch watch;
  Miner miner;
  auto device = open_processor(processor.options, processor.kernel, processor.threads);
  if (!device) return device.error();
  auto watched = std::make_unique<wildcat::bench::WrappedDevice>(
      std::move(*device), [&watch](std::unique_ptr<Scanner> scanner) {
        return std::make_unique<WatchedScanner>(std::move(scanner), watch);
      });
  if (auto added = miner.add_device(std::move(watched)); !added) return added.error();
  const SourceId source = miner.add_source(wildcat::bench::busy_source());
  if (auto set = miner.set_job(source, wildcat::bench::busy_job(0)); !set) return set.error();
  if (auto started = miner.start(); !started) return started.error();
  wait_for_job(miner, source, watch, 1);  // threads and memory are there after it
  std::vector<double> times;
  for (int i = 0; i < effort.jobs; ++i)
    if (const auto ms = wait_for_job(miner, source, watch, static_cast<std::uint32_t>(i + 2)))
      times.push_back(*ms);
  miner.stop();
  if (times.empty())
    return Error{Errc::device_failed, "no new job was ever worked on within two seconds."};
  return latency_of(std::move(times));
}

}  // namespace wildcat::program::bench
