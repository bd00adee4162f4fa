// SPDX-License-Identifier: MIT
// How long old work lives: from the moment a clean job is handed to the Miner until the last
// scanner has put the old unit down, with all cores busy.
//   switch_latency [SWITCHES]     prints one line; needs a usable CPU kernel
// The real CPU scanners do the hashing; a thin layer around them notes when a stale unit comes
// back.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include "bench/harness/timed_device.h"
#include "wildcat/cpu.h"
#include "wildcat/miner.h"

namespace {

using namespace wildcat;
using namespace wildcat::bench;

int fail(const std::string& why) {
  std::fprintf(stderr, "switch_latency: %s\n", why.c_str());
  return 1;
}

void print(const Stats& stats, std::vector<double> ms, std::uint64_t stale_units) {
  std::sort(ms.begin(), ms.end());
  const auto at = [&](double q) { return ms[static_cast<std::size_t>(q * double(ms.size() - 1))]; };
  std::printf(
      "switch latency, notify to last old hash: p50 %.3f ms, p99 %.3f ms, max %.3f ms "
      "(%zu switches, %llu old units, kernel %s)\n",
      at(0.5), at(0.99), ms.back(), ms.size(), static_cast<unsigned long long>(stale_units),
      stats.devices.front().kernel.name.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  const int switches = std::max(1, argc > 1 ? std::atoi(argv[1]) : 300);
  auto devices = cpu_backend()->devices();
  if (!devices) return fail(devices.error().message);
  Log log;
  Miner miner;
  for (auto& device : *devices)
    if (auto added = miner.add_device(std::make_unique<TimedDevice>(std::move(device), log));
        !added)
      return fail(added.error().message);
  const SourceId source = miner.add_source(busy_source());
  if (auto set = miner.set_job(source, busy_job(0)); !set) return fail(set.error().message);
  if (auto started = miner.start(); !started) return fail(started.error().message);
  std::this_thread::sleep_for(std::chrono::milliseconds(300));  // calibration and warm-up
  std::vector<double> ms;
  for (int i = 1; i <= switches; ++i) ms.push_back(measure_switch(miner, source, log, i));
  miner.stop();
  if (log.count == 0) return fail("no unit was ever cut short: the miner did not work");
  print(miner.stats(), std::move(ms), log.count);
  return 0;
}
