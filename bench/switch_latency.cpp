// SPDX-License-Identifier: MIT
// How long old work lives: from the moment a clean job is handed to the Miner until the last
// scanner has put the old unit down, with all cores busy.
//   switch_latency [SWITCHES]     prints one line; needs a usable CPU kernel
// The real CPU scanners do the hashing; a thin layer around them notes when a stale unit comes
// back.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <thread>
#include <vector>

#include "bench/wrapped_device.h"
#include "wildcat/cpu.h"
#include "wildcat/miner.h"

namespace {

using namespace wildcat;
using Clock = std::chrono::steady_clock;

/// When the last stale unit came back, and how many there were.
struct Log {
  std::atomic<Clock::rep> last{0};
  std::atomic<std::uint64_t> count{0};
  void note(Clock::time_point now) {
    const Clock::rep at = now.time_since_epoch().count();
    Clock::rep seen = last.load();
    while (seen < at && !last.compare_exchange_weak(seen, at)) {
    }
    ++count;
  }
};

class TimedScanner : public bench::WrappedScanner {
 public:
  TimedScanner(std::unique_ptr<Scanner> inner, Log& log)
      : WrappedScanner(std::move(inner)), log_(log) {}
  Result<void> submit(const WorkUnit& unit) override {
    auto submitted = WrappedScanner::submit(unit);
    if (submitted) units_.push_back(unit);
    return submitted;
  }
  Result<Completion> wait() override {
    auto completion = WrappedScanner::wait();
    const auto now = Clock::now();
    if (units_.front().stale()) log_.note(now);
    units_.pop_front();
    return completion;
  }

 private:
  Log& log_;
  std::deque<WorkUnit> units_;
};

std::unique_ptr<Device> timed(std::unique_ptr<Device> device, Log& log) {
  return std::make_unique<bench::WrappedDevice>(
      std::move(device), [&log](std::unique_ptr<Scanner> scanner) {
        return std::make_unique<TimedScanner>(std::move(scanner), log);
      });
}

Job clean_job(int number) {
  Job job;
  job.id = std::to_string(number);
  job.version = 0x20000000;
  job.roll_mask = 0x1fffe000;
  job.merkle = CoinbaseMerkle{{1, 2, 3}, {4, 5, 6, 7}, 8, {8, 9}, {}};
  job.ntime = 1'700'000'000 + static_cast<std::uint32_t>(number);
  job.nbits = 0x17021ec5;
  job.share_target = Target::from_difficulty(1e6).value();
  job.clean = true;
  return job;
}

// One switch, in milliseconds; zero when every scanner happened to be between two units.
double measure(Miner& miner, SourceId source, Log& log, int number) {
  using namespace std::chrono_literals;
  const auto start = Clock::now();
  if (!miner.set_job(source, clean_job(number))) return 0;
  std::this_thread::sleep_for(30ms);  // longer than any unit: all old work is back
  const auto last = Clock::time_point(Clock::duration(log.last.load()));
  return std::max(0.0, std::chrono::duration<double, std::milli>(last - start).count());
}

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
      stats.devices.front().kernel.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  const int switches = std::max(1, argc > 1 ? std::atoi(argv[1]) : 300);
  auto devices = cpu_backend()->devices();
  if (!devices) return fail(devices.error().message);
  Log log;
  Miner miner;
  for (auto& device : *devices)
    if (auto added = miner.add_device(timed(std::move(device), log)); !added)
      return fail(added.error().message);
  const SourceId source = miner.add_source({});
  if (auto set = miner.set_job(source, clean_job(0)); !set) return fail(set.error().message);
  if (auto started = miner.start(); !started) return fail(started.error().message);
  std::this_thread::sleep_for(std::chrono::milliseconds(300));  // calibration and warm-up
  std::vector<double> ms;
  for (int i = 1; i <= switches; ++i) ms.push_back(measure(miner, source, log, i));
  miner.stop();
  if (log.count == 0) return fail("no unit was ever cut short: the miner did not work");
  print(miner.stats(), std::move(ms), log.count);
  return 0;
}
