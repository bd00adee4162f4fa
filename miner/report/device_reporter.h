// SPDX-License-Identifier: MIT
// From scanner threads to the loop's thread: what the Miner observes becomes console lines and
// events there.
#pragma once

#include <atomic>
#include <functional>

#include "miner/report/console.h"
#include "miner/report/event_log.h"
#include "wildcat/miner.h"
#include "wildcat/stratum.h"

namespace wildcat::program {

/// Reports for devices. Thread rule: the observer functions from any thread; the rest runs on the
/// loop's. Outlives the Miner.
class DeviceReporter : public Observer {
 public:
  /// `on_failure` is called on the loop's thread after a device has failed.
  DeviceReporter(stratum::Loop& loop, Console& console, EventLog& events,
                 std::function<void()> on_failure);

  void on_hardware_error(const HardwareError& error) override;
  void on_canary(const CanaryResult& result) override;
  void on_device_failure(const DeviceFailure& failure) override;
  void on_stale_share(const Share& share) override;

 private:
  void show_hardware_error(const HardwareError& error);
  void show_canary(const CanaryResult& result);

  stratum::Loop& loop_;
  Console& console_;
  EventLog& events_;
  std::function<void()> on_failure_;
  /// Hardware errors on their way to the loop, and those left out because too many were.
  std::atomic<std::uint32_t> pending_errors_{0};
  std::atomic<std::uint64_t> suppressed_errors_{0};
};

}  // namespace wildcat::program
