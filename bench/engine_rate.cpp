// SPDX-License-Identifier: MIT
// The whole engine with the CPU backend, without a pool: how fast it hashes on how many cores, and
// how soon after its start the first hash begins. bench/scale runs it and says what it means.
//   engine_rate [--threads N] [--seconds S] [--calibration FILE] [--kernel NAME]
// Prints one JSON object.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

#include "bench/harness/busy_job.h"
#include "bench/harness/wrapped_device.h"
#include "wildcat/cpu.h"
#include "wildcat/miner.h"

namespace {

using namespace wildcat;
using Clock = std::chrono::steady_clock;  // CLOCK_MONOTONIC: comparable between processes

double ms_between(Clock::time_point from, Clock::time_point to) {
  return std::chrono::duration<double, std::milli>(to - from).count();
}

/// When the first scanner began to search.
std::atomic<Clock::rep> first_hash{0};

class WatchedScanner : public bench::WrappedScanner {
 public:
  using WrappedScanner::WrappedScanner;
  Result<Completion> wait() override {
    if (!seen_) {
      seen_ = true;
      Clock::rep none = 0;
      first_hash.compare_exchange_strong(none, Clock::now().time_since_epoch().count());
    }
    return WrappedScanner::wait();
  }

 private:
  bool seen_ = false;
};

std::unique_ptr<Device> watched(std::unique_ptr<Device> device) {
  return std::make_unique<bench::WrappedDevice>(
      std::move(device), [](std::unique_ptr<Scanner> scanner) {
        return std::make_unique<WatchedScanner>(std::move(scanner));
      });
}

int fail(const std::string& why) {
  std::fprintf(stderr, "engine_rate: %s\n", why.c_str());
  return 2;
}

int run(const CpuOptions& options, double seconds) {
  const auto begin = Clock::now();
  auto devices = cpu_backend(options)->devices();
  if (!devices) return fail(devices.error().message);
  const auto found = Clock::now();
  Miner miner;
  for (auto& device : *devices)
    if (auto added = miner.add_device(watched(std::move(device))); !added)
      return fail(added.error().message);
  if (auto set = miner.set_job(miner.add_source(bench::busy_source()), bench::busy_job(0)); !set)
    return fail(set.error().message);
  const auto start = Clock::now();
  if (auto started = miner.start(); !started) return fail(started.error().message);
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  miner.stop();  // after the units in flight: every hash is counted
  const double took = ms_between(start, Clock::now()) / 1e3;
  const Stats stats = miner.stats();
  if (stats.hashes == 0) return fail("nothing was hashed; give it more --seconds");
  const Clock::time_point first{Clock::duration(first_hash.load())};
  std::printf(
      "{\"kernel\": \"%s\", \"versions\": %u, \"threads\": %u, \"hashes_per_second\": %.0f, "
      "\"main_ns\": %lld, "
      "\"first_hash_ns\": %lld, \"devices_ms\": %.3f, \"to_first_hash_ms\": %.3f}\n",
      stats.devices.front().kernel.name.c_str(), stats.devices.front().kernel.versions,
      options.threads, static_cast<double>(stats.hashes) / took,
      static_cast<long long>(begin.time_since_epoch().count()),
      static_cast<long long>(first_hash.load()), ms_between(begin, found),
      ms_between(found, first));
  return 0;
}

int usage(std::FILE* out, int code) {
  std::fputs(
      "usage: engine_rate [--threads N] [--seconds S] [--calibration FILE] [--kernel NAME]\n"
      "Hashes for S seconds (default 2) on N cores (default: all that this process may use).\n"
      "bench/scale runs it on 1, 2, 4, ... cores and compares.\n",
      out);
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  CpuOptions options;
  double seconds = 2;
  for (int i = 1; i < argc; i += 2) {
    const std::string option = argv[i];
    if (option == "--help") return usage(stdout, 0);
    if (i + 1 == argc) return usage(stderr, 1);
    const std::string value = argv[i + 1];
    if (option == "--threads")
      options.threads = static_cast<std::uint32_t>(std::atoi(value.c_str()));
    else if (option == "--seconds")
      seconds = std::atof(value.c_str());
    else if (option == "--calibration")
      options.calibration_file = value;
    else if (option == "--kernel")
      options.kernel = value;
    else
      return usage(stderr, 1);
  }
  return run(options, seconds);
}
