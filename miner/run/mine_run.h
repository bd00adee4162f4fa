// SPDX-License-Identifier: MIT
// One run of `wildcat mine`: devices, pool, timers, signals, and the way out.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "miner/devices/device_list.h"
#include "miner/devices/sensors.h"
#include "miner/options/mine_options.h"
#include "miner/output/device_reporter.h"
#include "miner/process/exit_watchdog.h"
#include "miner/run/cooling.h"
#include "miner/run/fault_check.h"
#include "miner/run/fleet.h"
#include "miner/run/limits.h"
#include "miner/run/local_pool.h"
#include "miner/run/rate_check.h"

namespace wildcat::program {

/// The run. Used once, on one thread, which becomes the loop's thread. (The end may be decided on
/// any, and if that thread hangs then, the ExitWatchdog's says goodbye.)
class MineRun {
 public:
  MineRun(MineOptions options, Console& console, ExitWatchdog& watchdog);
  ~MineRun();
  MineRun(const MineRun&) = delete;
  MineRun& operator=(const MineRun&) = delete;

  /// Mines until a limit, a signal or a failure. Says why on the console and in the exit event.
  ExitCode run();

 private:
  Result<void> prepare_devices();
  void say_what_is_idle(const DeviceList& list);
  void watch_temperatures();
  void report_cooling();
  void warn(const std::string& text);
  Result<void> prepare_pool();
  void arm();
  void tick();
  void watch();
  void end(Ending ending);
  void overrule(std::optional<Ending> ending);
  bool ended() const;
  void shut_down();
  void stop_pool();
  void pool_ended(stratum::ClientEnd end, const Error& why);
  void device_failed();
  void mine();
  void say_goodbye();
  void tell(const Ending& ending);
  void check_events();

  MineOptions options_;
  const std::uint64_t seed_;
  Console& console_;
  ExitWatchdog& watchdog_;
  stratum::Loop loop_;
  EventLog events_;
  Recorder recorder_;
  DeviceReporter device_reporter_;
  Miner miner_;
  Limits limits_;
  FaultCheck faults_;
  RateCheck rate_check_;
  std::unique_ptr<LocalPool> local_pool_;
  std::unique_ptr<Fleet> fleet_;
  std::unique_ptr<Cooling> cooling_;  ///< with --max-temp
  std::unique_ptr<Sensors> sensors_;
  std::vector<DeviceUse> devices_;
  mutable std::mutex mutex_;  // guards the two below
  std::optional<Ending> ending_;
  bool mining_ = false;
  std::atomic<bool> goodbye_said_{false};
  std::thread stopper_;  ///< waits for the scanners, which may get no CPU for seconds
  std::uint64_t ticks_ = 0;
  std::optional<double> fitting_difficulty_;  ///< for one worker
};

}  // namespace wildcat::program
