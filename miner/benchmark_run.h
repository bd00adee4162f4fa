// SPDX-License-Identifier: MIT
// `wildcat mine --benchmark`: hashes without a pool and tells the rate, as harnesses read it.
#pragma once

#include "miner/devices/device_list.h"
#include "miner/report/console.h"
#include "miner/way_out.h"
#include "wildcat/stratum.h"

namespace wildcat::program {

/// The run. Used once, on one thread.
class BenchmarkRun {
 public:
  /// `console` shows the rates without asking whether it is quiet.
  BenchmarkRun(const MineOptions& options, Console& console, WayOut& way_out);

  /// Hashes until a signal or the time limit.
  ExitCode run();

 private:
  Result<void> start();
  ExitCode fail(ExitCode code, const Error& why);
  void tick();

  const MineOptions& options_;
  Console& console_;
  WayOut& way_out_;
  stratum::Loop loop_;
  Miner miner_;
  ExitCode code_ = ExitCode::ok;
  double told_at_ = 0;  ///< seconds of the run
  std::uint64_t told_hashes_ = 0;
};

}  // namespace wildcat::program
