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
#include "backends/cpu/kernel_table.h"
#include "backends/cpu/port_bounds.h"
#include "bench/instruction_counter.h"
#include "bench/known_burst.h"

namespace {

using wildcat::bench::Core;
using wildcat::bench::first_nonce;

constexpr std::uint32_t burst = 4096;  // hashes: versions x nonces; 1.2 ms of the slowest kernel

Core this_core() {
  static const wildcat::CpuInfo cpu = wildcat::detect_cpu();
  return wildcat::bench::core_of(cpu.family, cpu.model);
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// One scan over the burst, again and again.
class Burst {
 public:
  Burst(const wildcat_cpu_kernel& kernel, std::uint32_t log2)
      : kernel_(kernel),
        log2_(log2),
        batches_((burst >> log2) / kernel.lanes),
        known_(wildcat::bench::count_hits(1u << log2, burst >> log2)) {}

  /// Seconds. A wrong result ends the program.
  double run() {
    static const wildcat_cpu_job job = wildcat::bench::make_job(wildcat::bench::filter_mask);
    static wildcat_cpu_hits hits;
    hits.count = 0;
    const auto start = std::chrono::steady_clock::now();
    const std::uint32_t done = kernel_.scan[log2_](&job, first_nonce, batches_, &hits);
    const double took = seconds_since(start);
    if (done != batches_ || hits.count != known_) fail(hits.count);
    return took;
  }

  /// Empty where the machine has no counter.
  std::optional<double> instructions_per_hash() {
    static const wildcat::bench::InstructionCounter counter;
    counter.start();
    run();
    const auto count = counter.stop();
    if (!count) return {};
    return static_cast<double>(*count) / burst;
  }

 private:
  [[noreturn]] void fail(std::uint32_t hits) const {
    std::fprintf(stderr,
                 "kernel_bench: %s with %u versions reports %u hits, the scalar code %u: the "
                 "kernel is wrong; run the equality tests\n",
                 kernel_.name, 1u << log2_, hits, known_);
    std::exit(EXIT_FAILURE);
  }

  const wildcat_cpu_kernel& kernel_;
  std::uint32_t log2_;
  std::uint32_t batches_;
  std::uint32_t known_;
};

void bench_scan(benchmark::State& state, const wildcat_cpu_kernel& kernel, std::uint32_t log2) {
  Burst work(kernel, log2);
  double clock = wildcat::core_clock_hz();
  double best = std::numeric_limits<double>::infinity();
  for (auto _ : state) best = std::min(best, work.run());
  clock = std::max(clock, wildcat::core_clock_hz());
  const double cycles = best * clock / burst;
  state.counters["hashes/s"] = benchmark::Counter(burst * static_cast<double>(state.iterations()),
                                                  benchmark::Counter::kIsRate);
  state.counters["cycles/hash"] = cycles;
  if (const auto instructions = work.instructions_per_hash())
    state.counters["instr/hash"] = *instructions;
  if (const auto bound = wildcat::bench::port_bound(this_core(), kernel.name, 1u << log2)) {
    state.counters["bound"] = *bound;
    state.counters["of bound"] = *bound / cycles;
  }
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

void register_kernels() {
  for (std::uint32_t i = 0; i < wildcat_cpu_kernels_count; ++i) {
    const wildcat_cpu_kernel& kernel = *wildcat_cpu_kernels[i];
    std::string reason;
    if (wildcat::cpu_kernel_runnable(kernel, &reason))
      register_kernel(kernel);
    else
      std::fprintf(stderr, "%s is left out: %s\n", kernel.name, reason.c_str());
  }
}

void describe_machine() {
  benchmark::AddCustomContext("processor", wildcat::detect_cpu().brand);
  benchmark::AddCustomContext("core", std::string(to_string(this_core())));
  benchmark::AddCustomContext("core_clock_hz", std::to_string(wildcat::core_clock_hz()));
#if defined(__clang__)
  benchmark::AddCustomContext("compiler", "clang " __clang_version__);
#else
  benchmark::AddCustomContext("compiler", "gcc " __VERSION__);
#endif
}

void print_help() {
  std::puts(
      "kernel_bench: the speed of every CPU kernel that can run here, each result checked.\n"
      "  hashes/s     rate of one core in its own CPU time\n"
      "  cycles/hash  of the fastest burst, by a clock measured in this process: compare this\n"
      "  instr/hash   where the machine has a counter\n"
      "  bound        cycles per hash that the core's ports allow, where the core is known\n"
      "  of bound     bound / cycles: 1 is perfect\n"
      "examples:\n"
      "  kernel_bench --benchmark_filter=avx512\n"
      "  kernel_bench --benchmark_format=json --benchmark_min_time=0.1 >kernels.json\n"
      "The other options are Google Benchmark's:\n");
  benchmark::PrintDefaultHelp();
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv, print_help);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return EXIT_FAILURE;
  register_kernels();
  describe_machine();
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return EXIT_SUCCESS;
}
