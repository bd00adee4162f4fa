// SPDX-License-Identifier: MIT
// How fast a miner gets out of the way and comes back, and how well it keeps a rate meanwhile:
//   pause_latency [PAUSES] [SECONDS]     prints three lines; needs a usable CPU kernel
// All cores search. Each pause is timed from the call to the moment when the last scanner has put
// its unit down, and to the first unit that one takes after the resume. Then two devices of a
// thread share a rate, for so many seconds each: both, and one of them alone.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "bench/harness/busy_job.h"
#include "bench/harness/wrapped_device.h"
#include "wildcat/cpu.h"
#include "wildcat/miner.h"

namespace {

using namespace wildcat;
using namespace wildcat::bench;
using Clock = std::chrono::steady_clock;

/// When scanners put a unit down last, and took one first since `first` was cleared.
struct Moments {
  std::atomic<Clock::rep> last_end{0};
  std::atomic<Clock::rep> first_begin{0};
};

class WatchedScanner final : public WrappedScanner {
 public:
  WatchedScanner(std::unique_ptr<Scanner> inner, Moments& moments)
      : WrappedScanner(std::move(inner)), moments_(moments) {}
  Result<void> submit(const WorkUnit& unit) override {
    Clock::rep none = 0;
    moments_.first_begin.compare_exchange_strong(none, Clock::now().time_since_epoch().count());
    return WrappedScanner::submit(unit);
  }
  Result<Completion> wait() override {
    auto completion = WrappedScanner::wait();
    const Clock::rep now = Clock::now().time_since_epoch().count();
    Clock::rep seen = moments_.last_end.load();
    while (seen < now && !moments_.last_end.compare_exchange_weak(seen, now)) {
    }
    return completion;
  }

 private:
  Moments& moments_;
};

class WatchedDevice final : public WrappedDevice {
 public:
  WatchedDevice(std::unique_ptr<Device> inner, Moments& moments, const std::string& id)
      : WrappedDevice(std::move(inner),
                      [&moments](std::unique_ptr<Scanner> scanner) {
                        return std::make_unique<WatchedScanner>(std::move(scanner), moments);
                      }),
        info_(WrappedDevice::info()) {
    info_.id = id;
  }
  const DeviceInfo& info() const override { return info_; }

 private:
  DeviceInfo info_;
};

[[noreturn]] void fail(const std::string& why) {
  std::fprintf(stderr, "pause_latency: %s\n", why.c_str());
  std::exit(1);
}

void expect(const Result<void>& result) {
  if (!result) fail(result.error().message);
}

/// A processor of so many threads; 0: all of them.
void add_processor(Miner& miner, Moments& moments, std::uint32_t threads, const std::string& id) {
  CpuOptions options;
  options.threads = threads;
  options.pin = threads == 0;  // two processors of one thread would sit on one core
  auto devices = cpu_backend(options)->devices();
  if (!devices) fail(devices.error().message);
  for (auto& device : *devices)
    expect(miner.add_device(std::make_unique<WatchedDevice>(std::move(device), moments, id)));
}

void start(Miner& miner) {
  expect(miner.set_job(miner.add_source({}), busy_job(0)));
  expect(miner.start());
  std::this_thread::sleep_for(std::chrono::milliseconds(300));  // calibration and warm-up
}

double ms_since(Clock::time_point start, Clock::rep end) {
  return std::chrono::duration<double, std::milli>(Clock::time_point(Clock::duration(end)) - start)
      .count();
}

void print(const char* what, std::vector<double> ms) {
  std::sort(ms.begin(), ms.end());
  const auto at = [&](double q) { return ms[static_cast<std::size_t>(q * double(ms.size() - 1))]; };
  std::printf("%s: p50 %.3f ms, p99 %.3f ms, max %.3f ms (%zu times)\n", what, at(0.5), at(0.99),
              ms.back(), ms.size());
}

void time_pauses(int pauses) {
  Moments moments;
  Miner miner;
  add_processor(miner, moments, 0, "cpu:0");
  start(miner);
  std::vector<double> to_last, to_first;
  for (int i = 0; i < pauses; ++i) {
    const auto paused = Clock::now();
    expect(miner.pause("bench"));
    std::this_thread::sleep_for(std::chrono::milliseconds(60));  // longer than any unit
    to_last.push_back(std::max(0.0, ms_since(paused, moments.last_end.load())));
    moments.first_begin = 0;
    const auto resumed = Clock::now();
    expect(miner.resume("bench"));
    std::this_thread::sleep_for(std::chrono::milliseconds(60));
    if (moments.first_begin.load() == 0) fail("nothing was hashed after a resume");
    to_first.push_back(ms_since(resumed, moments.first_begin.load()));
  }
  miner.stop();
  print("pause to last hash", std::move(to_last));
  print("resume to first hash", std::move(to_first));
}

double rate_over(const Miner& miner, double seconds) {
  const std::uint64_t before = miner.stats().hashes;
  const auto start = Clock::now();
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  const std::uint64_t hashes = miner.stats().hashes - before;
  return static_cast<double>(hashes) / std::chrono::duration<double>(Clock::now() - start).count();
}

void time_rate(double seconds) {
  Moments moments;
  Miner miner;
  add_processor(miner, moments, 1, "cpu:0");
  add_processor(miner, moments, 1, "cpu:1");
  start(miner);
  expect(miner.pause("bench", "cpu:1"));
  const double rate = rate_over(miner, 1) / 4;  // what one of them can do beside other programs
  expect(miner.resume("bench", "cpu:1"));
  expect(miner.set_rate("bench", rate));
  rate_over(miner, 1);
  const double both = rate_over(miner, seconds);
  expect(miner.pause("bench", "cpu:1"));
  const double one = rate_over(miner, seconds);
  std::printf("rate %.3f MH/s over %.0f s: %+.2f %% with two devices, %+.2f %% with one paused\n",
              rate / 1e6, seconds, (both / rate - 1) * 100, (one / rate - 1) * 100);
}

}  // namespace

int main(int argc, char** argv) {
  time_pauses(std::max(1, argc > 1 ? std::atoi(argv[1]) : 200));
  time_rate(argc > 2 ? std::max(0.1, std::atof(argv[2])) : 10);
  return 0;
}
