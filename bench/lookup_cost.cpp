// SPDX-License-Identifier: MIT
// What it costs to look every quarter of a millisecond whether the work still counts: two scanners
// on one core, one that looks so often and one that looks every 10 ms, search the same units by
// turns, A B B A. Compared is the thread's CPU time, which other programs hardly disturb.
//   lookup_cost [PAIRS]
#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "backends/cpu/cpu_scanner.h"

namespace {

using namespace wildcat;

constexpr double unit_seconds = 0.04;

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return double(now.tv_sec) + 1e-9 * double(now.tv_nsec);
}

[[noreturn]] void fail(const std::string& why) {
  std::fprintf(stderr, "lookup_cost: %s\n", why.c_str());
  std::exit(2);
}

ScannerSettings looking_every(std::chrono::duration<double> interval) {
  ScannerSettings settings;
  settings.call_time = interval;
  settings.unit_time = std::chrono::duration<double>(unit_seconds);
  return settings;
}

// Seconds of CPU time for the unit.
double search(CpuScanner& scanner, const WorkUnit& unit) {
  const double start = cpu_seconds();
  if (auto submitted = scanner.submit(unit); !submitted) fail(submitted.error().message);
  const auto done = scanner.wait();
  if (!done || done->status != Status::done || done->nonces_done != unit.nonces.count)
    fail("a unit was not searched completely; the scanner is wrong: run cpu_test");
  return cpu_seconds() - start;
}

WorkUnit make_unit(const CpuScanner& scanner, const Generation& live) {
  WorkUnit unit;
  unit.live = &live;
  unit.born = live.load();
  unit.header.version = 0x20000000;
  unit.header.ntime = 1'700'000'000;
  unit.header.nbits = 0x17021ec5;
  unit.roll_mask = bip320_version_bits;
  const Shape shape = scanner.shape(16);
  unit.versions = shape.versions;
  unit.nonces = {0, shape.nonces};
  unit.target = Target::from_difficulty(1e6).value();
  return unit;
}

// Median and its interval of 95 %, by order statistics.
void print(std::vector<double> ratios, const std::string& kernel) {
  std::sort(ratios.begin(), ratios.end());
  const double n = double(ratios.size());
  const auto at = [&](double i) { return ratios[std::size_t(std::clamp(i, 0.0, n - 1))]; };
  const double reach = 0.98 * std::sqrt(n);
  std::printf(
      "looking every 0.25 ms instead of every 10 ms: time x %.5f (95 %%: %.5f to %.5f; %zu "
      "pairs, kernel %s)\n",
      at(n / 2), at(std::floor(n / 2 - reach)), at(std::ceil(n / 2 + reach)), ratios.size(),
      kernel.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::string(argv[1]) == "--help") {
    std::puts("usage: lookup_cost [PAIRS]    default 101; takes 80 ms per pair");
    return 0;
  }
  const int pairs = std::max(1, argc > 1 ? std::atoi(argv[1]) : 101);
  const auto plan = make_kernel_plan(this_machine(), {});
  if (!plan) fail(plan.error().message);
  const Generation live{1};
  CpuScanner often(plan->best, -1, false, looking_every(std::chrono::microseconds(250)));
  CpuScanner seldom(plan->best, -1, false, looking_every(std::chrono::milliseconds(10)));
  const WorkUnit unit = make_unit(often, live);
  search(often, unit);
  search(seldom, unit);
  std::vector<double> ratios;
  for (int i = 0; i < pairs; ++i) {
    const bool often_first = i % 2 == 0;
    const double first = search(often_first ? often : seldom, unit);
    const double second = search(often_first ? seldom : often, unit);
    ratios.push_back(often_first ? first / second : second / first);
  }
  print(std::move(ratios), plan->best.back().variant.name());
  return 0;
}
