// SPDX-License-Identifier: MIT
// How long old work lives: a thin layer around real scanners that notes when a stale unit comes
// back, and a switch of jobs to watch it with.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "bench/wrapped_device.h"
#include "wildcat/miner.h"

namespace wildcat::bench {

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

class TimedScanner final : public WrappedScanner {
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

/// Notes the stale units of all its scanners in `log`, which outlives it.
class TimedDevice final : public WrappedDevice {
 public:
  TimedDevice(std::unique_ptr<Device> inner, Log& log)
      : WrappedDevice(std::move(inner), [&log](std::unique_ptr<Scanner> scanner) {
          return std::make_unique<TimedScanner>(std::move(scanner), log);
        }) {}
};

/// A job like a pool's, with 16 version bits to roll, whose arrival makes all others stale.
inline Job clean_job(int number) {
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
inline double measure_switch(Miner& miner, SourceId source, Log& log, int number) {
  using namespace std::chrono_literals;
  const auto start = Clock::now();
  if (!miner.set_job(source, clean_job(number))) return 0;
  std::this_thread::sleep_for(30ms);  // longer than any unit: all old work is back
  const auto last = Clock::time_point(Clock::duration(log.last.load()));
  return std::max(0.0, std::chrono::duration<double, std::milli>(last - start).count());
}

}  // namespace wildcat::bench
