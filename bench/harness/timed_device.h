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

#include "bench/harness/busy_job.h"
#include "bench/harness/wrapped_device.h"
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

// One switch, in milliseconds; zero when every scanner happened to be between two units.
inline double measure_switch(Miner& miner, SourceId source, Log& log, int number) {
  using namespace std::chrono_literals;
  const auto start = Clock::now();
  if (!miner.set_job(source, busy_job(static_cast<std::uint32_t>(number)))) return 0;
  std::this_thread::sleep_for(30ms);  // longer than any unit: all old work is back
  const auto last = Clock::time_point(Clock::duration(log.last.load()));
  return std::max(0.0, std::chrono::duration<double, std::milli>(last - start).count());
}

}  // namespace wildcat::bench
