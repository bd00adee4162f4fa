// SPDX-License-Identifier: MIT
// One thread per scanner: gets units from the scheduler, keeps the scanner fed, proves what it
// finds and hands the shares over. Everything between scheduler and scanner happens here, so a
// backend knows neither sources nor shares.
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "engine/canary.h"
#include "engine/scheduler.h"
#include "engine/stats.h"
#include "engine/throttle.h"
#include "wildcat/device.h"
#include "wildcat/miner.h"

namespace wildcat {

/// A device of a Miner with all that is known of it. Thread rule: any thread; `device` itself only
/// under `use`, and what stands below `mutex` only under it, which nobody holds for long.
struct MinedDevice {
  MinedDevice(std::unique_ptr<Device> d, Throttle& throttle);
  /// Its figures at `now`; adds what its windows hold to `sums`.
  DeviceStats snapshot(Seconds now, RateSums& sums) const;

  std::unique_ptr<Device> device;
  const DeviceInfo info;
  const std::uint32_t scanners;
  const std::unique_ptr<ScannerTally[]> tallies;  ///< one per scanner
  ThrottledDevice& throttled;
  std::atomic<bool>& failed;  ///< of its signals
  std::mutex use;
  mutable std::mutex mutex;
  KernelUse kernel;
  std::string failure;
  std::uint32_t failures = 0;   // so far
  bool worth_retrying = false;  // after the last of them
};

/// What all workers of one Miner share; outlives them.
struct EngineContext {
  MinerOptions options;
  SourceTally total{0};
  Scheduler scheduler{total};
  Throttle throttle;
  std::atomic<bool> stopping{false};
  std::chrono::steady_clock::time_point started{};
  /// Time since start(). Precondition: started is set.
  Seconds now() const { return std::chrono::steady_clock::now() - started; }
};

/// Drives one scanner. Thread rule: run() on the thread made for it; nothing else is called.
class ScannerLoop {
 public:
  /// Scanner `index` of `device`; `seed` feeds its canaries.
  ScannerLoop(EngineContext& context, MinedDevice& device, std::uint32_t index, std::uint64_t seed);
  /// Mines until `stopping` is set and scheduler and throttle are closed, or the device has failed
  /// for good. While its device is released, no scanner is open.
  void run();

 private:
  /// A unit in flight: live work, or a canary.
  struct Task {
    std::optional<Assignment> live;
    std::optional<Canary> canary;
    RatesTaken rates = {};
    const WorkUnit& unit() const { return canary ? canary->unit : live->work.unit; }
  };

  void mine_while_open();
  bool rest_after_failure();
  bool open();
  void mine();
  bool fill();
  bool leaving() const;
  bool may_hash();
  std::optional<Task> next_task();
  std::optional<Canary> next_canary();
  bool canary_due();
  Shape wish(std::uint32_t versions_available);
  bool submit(Task task);

  bool collect();
  void pay(const Task& task, std::uint64_t nonces_done,
           std::chrono::steady_clock::time_point begun);
  std::optional<Error> fault_of(const Completion& completion);
  void settle(const Task& task, Completion& completion);
  void settle_live(const Assignment& live, const Completion& completion);
  void settle_canary(const Canary& canary, const Completion& completion);
  void deliver(const Assignment& live, const Share& share);
  void abandon();
  void fail(Error error);

  EngineContext& context_;
  MinedDevice& device_;
  ScannerTally& tally_;
  const std::uint32_t index_;
  CanaryMaker canaries_;
  std::unique_ptr<Scanner> scanner_;
  std::optional<ScannerSlot> slot_;
  std::deque<Task> in_flight_;       // in the order of submission
  std::size_t limit_ = 1;            // units the scanner wants in flight
  std::optional<WorkUnit> pattern_;  // the last live unit: the shape of the next canary
  std::optional<Canary> rest_;       // of a canary whose answer has not been reached
  std::uint32_t issued_ = 0;         // the device's recall number before the next unit is taken
  Shift shift_;                      // since the last rest
  std::uint64_t submitted_ = 0;
  std::uint32_t overcome_ = 0;       // failures of the device that this scanner comes after
  std::chrono::milliseconds pause_;  // before the next attempt, should the device fail
  int fruitless_ = 0;                // completions in a row that searched nothing
};

}  // namespace wildcat
