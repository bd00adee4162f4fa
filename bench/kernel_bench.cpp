// SPDX-License-Identifier: MIT
// Speed of every scan of every kernel that can run here, in hashes per second and in core cycles
// per hash. Every burst's hits are counted and compared with the scalar code's: a wrong kernel has
// no speed.
//
// Bursts are short and cycles per hash come from the fastest one, with the clock measured just
// before and after: on shared machines that repeats to a percent, and wall-clock rates do not.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string>

#include "backends/cpu/core_clock.h"
#include "backends/cpu/cpu_features.h"
#include "backends/cpu/kernel_table.h"
#include "wildcat/header.h"

namespace {

using wildcat::BlockHeader;

constexpr std::uint32_t burst = 4096;  // hashes: versions x nonces; 1.2 ms of the slowest kernel
constexpr std::uint32_t first_nonce = 0x10000000;
constexpr std::uint32_t filter_mask = 0xff000000;

BlockHeader header_of(std::uint32_t version) {
  BlockHeader header;
  header.version = 0x20000000 | version << 13;
  header.ntime = 1700000000;
  header.nbits = 0x17034219;
  return header;
}

wildcat_cpu_job make_job() {
  wildcat_cpu_job job{};
  const wildcat::HeaderBytes bytes = header_of(0).serialize();
  for (std::size_t i = 0; i < 3; ++i)
    job.block.tail[i] = wildcat::sha256::load_be32(bytes.data() + 64 + 4 * i);
  job.block.filter_mask = filter_mask;
  for (std::uint32_t v = 0; v < WILDCAT_SCAN_MAX_VERSIONS; ++v)
    std::ranges::copy(header_of(v).midstate(), job.midstate[v].word);
  return job;
}

bool passes(const BlockHeader& header) {
  const auto hash = header.hash();
  return (wildcat::sha256::load_be32(hash.internal().data() + 28) & filter_mask) == 0;
}

// How many hits a burst has, by the scalar code.
std::uint32_t count_hits(std::uint32_t versions) {
  std::uint32_t count = 0;
  for (std::uint32_t v = 0; v < versions; ++v) {
    BlockHeader header = header_of(v);
    for (std::uint32_t i = 0; i < burst / versions; ++i) {
      header.nonce = first_nonce + i;
      count += passes(header) ? 1 : 0;
    }
  }
  return count;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void bench_scan(benchmark::State& state, const wildcat_cpu_kernel& kernel, std::uint32_t log2) {
  static const wildcat_cpu_job job = make_job();
  static wildcat_cpu_hits hits;
  const std::uint32_t versions = 1u << log2;
  const std::uint32_t known = count_hits(versions);
  const std::uint32_t batches = burst / versions / kernel.lanes;
  double clock = wildcat::core_clock_hz();
  double best = std::numeric_limits<double>::infinity();
  for (auto _ : state) {
    hits.count = 0;
    const auto start = std::chrono::steady_clock::now();
    const std::uint32_t done = kernel.scan[log2](&job, first_nonce, batches, &hits);
    best = std::min(best, seconds_since(start));
    if (done != batches || hits.count != known) {
      std::fprintf(stderr, "%s, %u versions: %u hits instead of %u\n", kernel.name, versions,
                   hits.count, known);
      std::exit(EXIT_FAILURE);
    }
  }
  clock = std::max(clock, wildcat::core_clock_hz());
  state.counters["hashes/s"] = benchmark::Counter(burst * static_cast<double>(state.iterations()),
                                                  benchmark::Counter::kIsRate);
  state.counters["cycles/hash"] = best * clock / burst;
}

void register_kernel(const wildcat_cpu_kernel& kernel) {
  for (std::uint32_t log2 = 0; log2 < WILDCAT_CPU_SCANS; ++log2) {
    if (kernel.scan[log2] == nullptr) continue;
    const std::string name = std::string(kernel.name) + "/versions:" + std::to_string(1u << log2);
    benchmark::RegisterBenchmark(name.c_str(), [&kernel, log2](benchmark::State& state) {
      bench_scan(state, kernel, log2);
    });
  }
}

}  // namespace

int main(int argc, char** argv) {
  for (std::uint32_t i = 0; i < wildcat_cpu_kernels_count; ++i) {
    const wildcat_cpu_kernel& kernel = *wildcat_cpu_kernels[i];
    std::string reason;
    if (wildcat::cpu_kernel_runnable(kernel, &reason))
      register_kernel(kernel);
    else
      std::fprintf(stderr, "%s is left out: %s\n", kernel.name, reason.c_str());
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return EXIT_FAILURE;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return EXIT_SUCCESS;
}
