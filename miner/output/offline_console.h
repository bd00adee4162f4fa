// SPDX-License-Identifier: MIT
// What people are told of a run without a pool: the devices at its beginning, what fails, and for
// `wildcat mine --benchmark` the rate.
#pragma once

#include "miner/output/console.h"
#include "miner/run/offline_run.h"

namespace wildcat::program {

/// What all runs without a pool show. Thread rule: as OfflineObserver.
class OfflineConsole : public OfflineObserver {
 public:
  explicit OfflineConsole(Console& console) : console_(console) {}

  void on_warning(const std::string& text) override { console_.warning(text); }
  void on_devices(const std::vector<DeviceUse>& devices) override;
  void on_failure(const std::string& why) override { console_.error(why); }
  void on_end(const Stats& stats, ExitWatchdog::Time deadline) override;

 protected:
  /// The last lines.
  virtual void conclude(const Stats&) {}
  Console& console() { return console_; }

 private:
  Console& console_;
};

/// `wildcat mine --benchmark`: tells the rate, as harnesses read it.
class BenchmarkConsole final : public OfflineConsole {
 public:
  /// `console` shows the rates without asking whether it is quiet.
  using OfflineConsole::OfflineConsole;
  /// What was hashed since the last line, over the time since then: no average hides a stall.
  void on_figures(const Stats& stats) override;

 private:
  double told_at_ = 0;  ///< seconds of the run
  std::uint64_t told_hashes_ = 0;
};

}  // namespace wildcat::program
