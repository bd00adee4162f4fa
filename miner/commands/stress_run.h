// SPDX-License-Identifier: MIT
// `wildcat bench --stress`: burn-in. The first wrong result ends it. Beside the commands because it
// talks to the console, which the harness that measures (bench/harness) does not know.
#pragma once

#include "miner/options/bench_options.h"
#include "miner/output/offline_console.h"

namespace wildcat::program {

/// The burn-in. Used once, on one thread; the observer functions come on scanner threads.
class StressRun final : private Observer, private OfflineConsole {
 public:
  StressRun(const BenchOptions& options, Console& console, ExitWatchdog& watchdog);
  ExitCode run() { return run_.run(); }
  /// The same with these devices instead of those that the options name.
  ExitCode run_on(DeviceList list) { return run_.run_on(std::move(list)); }

 private:
  void on_figures(const Stats& stats) override;
  void conclude(const Stats& stats) override;
  void on_hardware_error(const HardwareError& error) override;
  void on_canary(const CanaryResult& result) override;
  void on_device_failure(const DeviceFailure& failure) override;

  OfflineRun run_;
};

}  // namespace wildcat::program
