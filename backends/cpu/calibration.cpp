// SPDX-License-Identifier: MIT
// Short slices and the best of them, in the thread's own CPU time: on a busy machine a thread may
// be put aside for longer than its whole budget, and what it lost that way says nothing of the
// kernel.
#include "backends/cpu/calibration.h"

#include <time.h>

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
    const Seconds start = cpu_time();
    variant.scan()(&job, next, batches, &hits);
    next += batches * variant.lanes();
    return cpu_time() - start;
  }
};

}  // namespace

double measure_rate(const ScanVariant& variant, std::chrono::nanoseconds budget) {
  constexpr double slices = 4;
  const auto bench = std::make_unique<Bench>();
  const Seconds end = cpu_time() + budget;
  const double per_batch = double(variant.versions()) * variant.lanes();
  std::uint32_t batches = 1;
  double best = 0;
  do {
    const double took = std::max(bench->time(variant, batches).count(), 1e-9);
    best = std::max(best, batches * per_batch / took);
    const double slice = Seconds(budget).count() / slices;
    batches = static_cast<std::uint32_t>(std::clamp(slice * best / per_batch, 1.0, 1e6));
  } while (cpu_time() < end);
  return best;
}

std::vector<MeasuredVariant> sprint(std::span<const ScanVariant> variants,
                                    std::chrono::nanoseconds budget) {
  constexpr std::size_t finalists = 4;
  std::vector<MeasuredVariant> all;
  if (variants.empty()) return all;
  for (const ScanVariant& v : variants)
    all.push_back({v, measure_rate(v, budget / (2 * std::ssize(variants)))});
  std::vector<MeasuredVariant*> order;
  for (MeasuredVariant& m : all) order.push_back(&m);
  std::ranges::sort(order, std::greater{}, &MeasuredVariant::hashes_per_second);
  order.resize(std::min(order.size(), finalists));
  for (MeasuredVariant* m : order) {
    const double again = measure_rate(m->variant, budget / (2 * finalists));
    m->hashes_per_second = std::max(m->hashes_per_second, again);
  }
  return all;
}

}  // namespace wildcat
