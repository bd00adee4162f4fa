// SPDX-License-Identifier: MIT
// From scanner threads to the loop's thread: what the Miner observes becomes console lines and
// events there.
#pragma once

#include <atomic>
#include <functional>

#include "miner/output/console.h"
#include "miner/output/event_log.h"
#include "miner/output/record/recorder.h"
#include "wildcat/miner.h"
#include "wildcat/stratum.h"

namespace wildcat::program {

/// Reports for devices. Thread rule: the observer functions from any thread; the rest runs on the
/// loop's. Outlives the Miner.
class DeviceReporter : public Observer {
 public:
  /// `on_failure` is called on the loop's thread after a device has failed.
  /// `worker_of` tells whose a source is; it is asked on the loop's thread.
  DeviceReporter(stratum::Loop& loop, Console& console, EventLog& events,
                 std::function<void()> on_failure,
                 std::function<std::uint32_t(SourceId)> worker_of);

  void on_hardware_error(const HardwareError& error) override;
  void on_canary(const CanaryResult& result) override;
  void on_device_failure(const DeviceFailure& failure) override;
  void on_device_recovery(const std::string& device) override;
  void on_stale_share(const Share& share, StaleFault fault) override;
  void on_unit_finds(const UnitFinds& finds) override;

  /// Everything searched goes there, too. Before the Miner starts.
  void record_to(Recorder& recorder) { recorder_ = &recorder; }

 private:
  void show_hardware_error(const HardwareError& error);
  void show_canary(const CanaryResult& result);
  void show_stale_share(const Share& share, StaleFault fault);

  stratum::Loop& loop_;
  Console& console_;
  EventLog& events_;
  std::function<void()> on_failure_;
  Recorder* recorder_ = nullptr;
  std::function<std::uint32_t(SourceId)> worker_of_;
  /// How many reports of a kind are on their way to the loop, and how many were left out because
  /// too many were.
  struct Traffic {
    bool enter(std::uint32_t most);  ///< false: left out
    std::uint64_t leave();           ///< those left out since the last time
    std::atomic<std::uint32_t> pending{0};
    std::atomic<std::uint64_t> suppressed{0};
  };
  Traffic errors_, stale_;
};

}  // namespace wildcat::program
