// SPDX-License-Identifier: MIT
// Measures a device's kernels by turns, so that all of them meet the same clock and heat.
#include "bench/harness/kernel_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "backends/cpu/core_clock.h"
#include "backends/cpu/cpu_features.h"
#include "backends/cpu/port_bounds.h"
#include "bench/harness/drive.h"
#include "bench/harness/statistics.h"
#include "miner/devices/backends.h"

namespace wildcat::program::bench {

namespace {

/// A graphics card needs some launches to get going.
constexpr std::chrono::duration<double> shortest_slice{0.01}, shortest_of_a_card{0.3};

std::optional<double> limit_of(const KernelReport& kernel) {
  static const CpuInfo cpu = detect_cpu();
  return wildcat::bench::port_bound(wildcat::bench::core_of(cpu.family, cpu.model), kernel.name,
                                    kernel.versions);
}

/// One kernel and what has been seen of it.
class Entry {
 public:
  Entry(const Group& group, const Subject& subject)
      : group_(group), subject_(subject), on_core_(is_own_processor(group.info)) {}

  std::string name() const {
    return fmt::format("{} {} x{}", group_.info.id, subject_.kernel.name, subject_.kernel.versions);
  }

  /// Opens its scanner, which belongs to this thread from now on.
  Result<void> prove() {
    auto scanner = subject_.device->open(0);
    if (!scanner) return scanner.error();
    scanner_ = std::move(*scanner);
    const auto digest = search_fixed_work(*scanner_);
    if (!digest) return digest.error();
    if (digest->sha256 == fixed_work_digest.sha256) return {};
    return Error{Errc::self_test_failed,
                 fmt::format("its finds in the fixed work have the digest {} and not {}",
                             digest->sha256, fixed_work_digest.sha256)};
  }

  Result<void> sample(std::chrono::duration<double> time) {
    look_at_clock();
    const auto slice = run_slice(*scanner_, time);
    if (!slice) return slice.error();
    look_at_clock();
    samples_.push_back(slice->hashes_per_second);
    fastest_ = std::max(fastest_, slice->fastest);
    return {};
  }

  double clock() const { return clock_; }

  KernelRow row() const {
    KernelRow row{group_.info.id,
                  subject_.kernel.name,
                  subject_.kernel.versions,
                  subject_.kernel.chosen,
                  estimate(samples_),
                  {},
                  {},
                  {}};
    if (!on_core_ || clock_ <= 0 || fastest_ <= 0) return row;
    row.cycles_per_hash = clock_ / fastest_;
    row.limit_cycles = limit_of(subject_.kernel);
    if (row.limit_cycles) row.share_of_limit = *row.limit_cycles / *row.cycles_per_hash;
    return row;
  }

 private:
  void look_at_clock() {
    if (on_core_) clock_ = std::max(clock_, core_clock_hz());
  }

  const Group& group_;
  const Subject& subject_;
  bool on_core_;
  std::unique_ptr<Scanner> scanner_;
  std::vector<double> samples_;
  double fastest_ = 0, clock_ = 0;
};

Error of_entry(const Entry& entry, const Error& error) {
  return {error.code, fmt::format("{}: {}", entry.name(), error.message)};
}

std::chrono::duration<double> slice_time(const Group& group, const Effort& effort) {
  const auto part = effort.kernels / static_cast<double>(group.subjects.size()) / effort.samples;
  return std::max(part, is_own_processor(group.info) ? shortest_slice : shortest_of_a_card);
}

Result<void> measure_all(std::vector<Entry>& entries, const Group& group, const Effort& effort,
                         Progress& progress) {
  for (Entry& entry : entries) {
    progress.show("proving " + entry.name());
    if (auto proven = entry.prove(); !proven) return of_entry(entry, proven.error());
  }
  const auto time = slice_time(group, effort);
  for (int round = 0; round < effort.samples; ++round)
    for (Entry& entry : entries) {
      progress.show(fmt::format("{} (round {} of {})", entry.name(), round + 1, effort.samples));
      if (auto sampled = entry.sample(time); !sampled) return of_entry(entry, sampled.error());
    }
  return {};
}

Result<KernelRows> measure_here(const Group& group, const Effort& effort, Progress& progress) {
  std::vector<Entry> entries;
  for (const Subject& subject : group.subjects) entries.emplace_back(group, subject);
  if (auto done = measure_all(entries, group, effort, progress); !done) return done.error();
  KernelRows result;
  double clock = 0;
  for (const Entry& entry : entries) {
    result.rows.push_back(entry.row());
    clock = std::max(clock, entry.clock());
  }
  if (clock > 0) result.clock_hz = clock;
  return result;
}

}  // namespace

Result<KernelRows> measure_kernels(const Group& group, const Effort& effort, Progress& progress) {
  Result<KernelRows> result = KernelRows{};
  std::thread([&] { result = measure_here(group, effort, progress); }).join();
  return result;
}

}  // namespace wildcat::program::bench
