// SPDX-License-Identifier: MIT
// Short slices and the best of them, in the thread's own CPU time: on a busy machine a thread may
// be put aside for longer than its whole budget, and what it lost that way says nothing of the
// kernel.
#include "backends/cpu/calibration.h"

#include <time.h>

#include <algorithm>
#include <memory>

#include "backends/cpu/scan_job.h"

namespace wildcat {
namespace {

using Seconds = std::chrono::duration<double>;

Seconds cpu_time() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return Seconds(double(now.tv_sec) + 1e-9 * double(now.tv_nsec));
}

// Both clocks, because some sandboxes' CPU clock only ticks every few milliseconds.
class Stopwatch {
 public:
  Seconds wall() const { return std::chrono::steady_clock::now() - wall_; }
  Seconds cpu() const { return cpu_time() - cpu_; }
  Seconds best() const {
    constexpr Seconds too_short(1e-6);
    const Seconds own = cpu();
    return std::max(own < too_short ? wall() : own, Seconds(1e-9));
  }

 private:
  std::chrono::steady_clock::time_point wall_ = std::chrono::steady_clock::now();
  Seconds cpu_ = cpu_time();
};

// Any header does: no instruction's speed depends on the data.
struct Bench {
  alignas(64) wildcat_cpu_job job{};
  wildcat_cpu_hits hits{};
  std::uint32_t next = 0;

  Bench() {
    BlockHeader header;
    job.block = scan_block(header, 0xffffffffu);
    for (wildcat_scan_midstate& m : job.midstate) {
      m = scan_midstate(header);
      ++header.version;
    }
  }

  Seconds time(const ScanVariant& variant, std::uint32_t batches) {
    hits.count = 0;
    const Stopwatch watch;
    variant.scan()(&job, next, batches, &hits);
    next += batches * variant.lanes();
    return watch.best();
  }
};

double measure_on(Bench& bench, const ScanVariant& variant, Seconds budget) {
  constexpr double slices = 4;
  constexpr double patience = 4;  // wall time per CPU time until we stop
  const double per_batch = double(variant.versions()) * variant.lanes();
  const Stopwatch watch;
  std::uint32_t batches = 1;
  double best = lowest_rate;
  do {
    const double rate = batches * per_batch / bench.time(variant, batches).count();
    best = std::clamp(rate, best, highest_rate);
    const double slice = budget.count() / slices;
    batches = static_cast<std::uint32_t>(std::clamp(slice * best / per_batch, 1.0, 1e6));
  } while (watch.cpu() < budget && watch.wall() < budget * patience);
  return best;
}

}  // namespace

double measure_rate(const ScanVariant& variant, std::chrono::nanoseconds budget) {
  const auto bench = std::make_unique<Bench>();
  return measure_on(*bench, variant, budget);
}

std::vector<MeasuredVariant> sprint(std::span<const ScanVariant> variants,
                                    std::chrono::nanoseconds budget) {
  constexpr int rounds = 4;
  std::vector<MeasuredVariant> all;
  for (const ScanVariant& v : variants) all.push_back({v, 0});
  const auto bench = std::make_unique<Bench>();
  for (int round = 0; round < rounds; ++round)
    for (MeasuredVariant& m : all)
      m.hashes_per_second = std::max(
          m.hashes_per_second, measure_on(*bench, m.variant, budget / (rounds * std::ssize(all))));
  return all;
}

}  // namespace wildcat
