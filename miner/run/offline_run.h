// SPDX-License-Identifier: MIT
// Hashing without a pool: `wildcat mine --benchmark` and `wildcat bench --stress`.
#pragma once

#include "miner/devices/device_list.h"
#include "miner/options/mine_options.h"
#include "miner/output/console.h"
#include "miner/process/exit_watchdog.h"
#include "wildcat/stratum.h"

namespace wildcat::program {

/// What to hash with, on what, and for how long.
struct OfflineRunOptions {
  DeviceSettings work;
  std::optional<double> max_seconds;
  MinerOptions engine;
  Target target;                         ///< what is found
  std::optional<double> hash_rate = {};  ///< of all devices, at most; hashes per second
};

/// The run. Used once, on one thread.
class OfflineRun {
 public:
  OfflineRun(OfflineRunOptions options, Console& console, ExitWatchdog& watchdog);
  virtual ~OfflineRun() = default;
  OfflineRun(const OfflineRun&) = delete;
  OfflineRun& operator=(const OfflineRun&) = delete;

  /// Hashes until a signal, the time limit, or a failure.
  ExitCode run();
  /// The same with these devices instead of those that the options name.
  ExitCode run_on(DeviceList list);

 protected:
  /// Every two seconds.
  virtual void tell(const Stats& stats) = 0;
  /// When the last unit is over.
  virtual void conclude(const Stats&) {}
  /// Any thread: the run ends with this message and code; the first one counts.
  void give_up(ExitCode code, const std::string& why);
  Console& console() { return console_; }

 private:
  ExitCode fail(ExitCode code, const Error& why);
  Result<void> start();
  void tick();
  void end();

  OfflineRunOptions options_;
  Console& console_;
  ExitWatchdog& watchdog_;
  stratum::Loop loop_;
  ExitCode code_ = ExitCode::ok;
  Miner miner_;  // last: its threads end before what they call
};

/// `wildcat mine --benchmark`: tells the rate, as harnesses read it. Nothing is found, so nothing
/// but hashing is measured (and the canaries, as always).
class BenchmarkRun final : public OfflineRun {
 public:
  /// `console` shows the rates without asking whether it is quiet.
  BenchmarkRun(const MineOptions& options, Console& console, ExitWatchdog& watchdog);

 private:
  void tell(const Stats& stats) override;
  double told_at_ = 0;  ///< seconds of the run
  std::uint64_t told_hashes_ = 0;
};

}  // namespace wildcat::program
