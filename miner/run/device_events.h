// SPDX-License-Identifier: MIT
// From scanner threads to the loop's thread: what the Miner observes becomes events there, so that
// no scanner waits for those who watch.
#pragma once

#include <atomic>
#include <functional>

#include "miner/run/event_bus.h"
#include "wildcat/miner.h"
#include "wildcat/stratum.h"

namespace wildcat::program {

/// Publishes for the devices. Thread rule: the observer functions from any thread; the rest runs on
/// the loop's. Outlives the Miner.
class DeviceEvents : public Observer {
 public:
  /// `on_failure` is called on the loop's thread after a device has failed.
  /// `worker_of` tells whose a source is; it is asked on the loop's thread.
  DeviceEvents(stratum::Loop& loop, EventBus& bus, std::function<void()> on_failure,
               std::function<std::uint32_t(SourceId)> worker_of);

  void on_hardware_error(const HardwareError& error) override;
  void on_canary(const CanaryResult& result) override;
  void on_device_failure(const DeviceFailure& failure) override;
  void on_device_recovery(const std::string& device) override;
  void on_stale_share(const Share& share, StaleFault fault) override;
  void on_unit_finds(const UnitFinds& finds) override;

 private:
  void tell_hardware_error(const HardwareError& error);
  void tell_stale_share(const Share& share, StaleFault fault);

  stratum::Loop& loop_;
  EventBus& bus_;
  std::function<void()> on_failure_;
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
