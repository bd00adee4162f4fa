// SPDX-License-Identifier: MIT
// Hashing without a pool: `wildcat mine --benchmark` and `wildcat bench --stress`. Apart from Run,
// because nothing of it is about pools, shares or events.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "miner/devices/device_list.h"
#include "miner/process/exit_watchdog.h"
#include "wildcat/stratum.h"

namespace wildcat::program {

/// What to hash with, on what, and for how long.
struct OfflineRunSettings {
  DeviceSettings work;
  std::optional<double> max_seconds;
  MinerOptions engine;
  Target target;                         ///< what is found
  std::optional<double> hash_rate = {};  ///< of all devices, at most; hashes per second
};

/// Told what happens, on the thread of OfflineRun::run().
class OfflineObserver {
 public:
  virtual ~OfflineObserver() = default;
  virtual void on_warning(const std::string& text) = 0;
  /// These are going to work.
  virtual void on_devices(const std::vector<DeviceUse>& devices) = 0;
  /// Every two seconds.
  virtual void on_figures(const Stats& stats) = 0;
  /// It cannot go on.
  virtual void on_failure(const std::string& why) = 0;
  /// The last unit is over. Whatever is written should be by `deadline`.
  virtual void on_end(const Stats& stats, ExitWatchdog::Time deadline) = 0;
};

/// The run. Used once, on one thread.
class OfflineRun {
 public:
  /// Both outlive the run.
  OfflineRun(OfflineRunSettings settings, OfflineObserver& observer, ExitWatchdog& watchdog);
  OfflineRun(const OfflineRun&) = delete;
  OfflineRun& operator=(const OfflineRun&) = delete;

  /// Hashes until a signal, the time limit, or a failure.
  ExitCode run();
  /// The same with these devices instead of those that the settings name.
  ExitCode run_on(DeviceList list);
  /// Any thread: the run ends with this message and code; the first one counts.
  void give_up(ExitCode code, const std::string& why);

 private:
  ExitCode fail(ExitCode code, const Error& why);
  Result<void> start();
  void tick();
  void end();

  OfflineRunSettings settings_;
  OfflineObserver& observer_;
  ExitWatchdog& watchdog_;
  stratum::Loop loop_;
  ExitCode code_ = ExitCode::ok;
  Miner miner_;  // last: its threads end before what they call
};

}  // namespace wildcat::program
