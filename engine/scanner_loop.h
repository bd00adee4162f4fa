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
#include "engine/pace.h"
#include "engine/scheduler.h"
#include "engine/stats.h"
#include "wildcat/device.h"
#include "wildcat/miner.h"

namespace wildcat {

/// A device of a Miner with all that is known of it. Thread rule: any thread; `device` itself only
/// under `use`, and what stands below `mutex` only under it, which nobody holds for long.
struct MinedDevice {
  explicit MinedDevice(std::unique_ptr<Device> d);
  /// Its figures at `now`; adds what its windows hold to `sums`.
  DeviceStats snapshot(Seconds now, RateSums& sums) const;

  std::unique_ptr<Device> device;
  const DeviceInfo info;
  const std::uint32_t scanners;
  const std::unique_ptr<ScannerTally[]> tallies;  ///< one per scanner
  std::atomic<bool> failed{false};
  std::mutex use;
  mutable std::mutex mutex;
  std::string kernel;
  std::string failure;
  std::uint32_t failures = 0;   // so far
  bool worth_retrying = false;  // after the last of them
};

/// What all workers of one Miner share; outlives them.
struct EngineContext {
  MinerOptions options;
  SourceTally total{0};
  Scheduler scheduler{total};
  Pace pace;
  std::uint64_t scanners = 0;  ///< of all devices; set before the workers start
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
  /// Mines until `stopping` is set and the scheduler closed, or the device has failed for good.
  void run();

 private:
  /// A unit in flight: live work, or a canary.
  struct Task {
    std::optional<Assignment> live;
    std::optional<Canary> canary;
    const WorkUnit& unit() const { return canary ? canary->unit : live->work.unit; }
  };

  void mine_until_failure();
  bool rest_after_failure();
  bool open();
  void mine();
  bool fill();
  bool may_hash();
  std::optional<Task> next_task();
  std::optional<Canary> next_canary();
  bool canary_due();
  Shape wish(std::uint32_t versions_available);
  std::uint64_t nonces_of(const Shape& shape) const;
  bool submit(Task task);

  bool collect();
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
  std::uint64_t submitted_ = 0;
  std::uint32_t overcome_ = 0;       // failures of the device that this scanner comes after
  std::chrono::milliseconds pause_;  // before the next attempt, should the device fail
  int fruitless_ = 0;                // completions in a row that searched nothing
};

}  // namespace wildcat
