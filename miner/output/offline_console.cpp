// SPDX-License-Identifier: MIT
// Lines about a run without a pool.
#include "miner/output/offline_console.h"

#include <fmt/format.h>

#include "miner/output/run_console.h"

namespace wildcat::program {

void OfflineConsole::on_devices(const std::vector<DeviceUse>& devices) {
  std::vector<StartEvent::Device> told;
  for (const DeviceUse& device : devices) told.push_back(start_device(device));
  announce_devices(console_, told);
}

void OfflineConsole::on_end(const Stats& stats, ExitWatchdog::Time deadline) {
  console_.end_status();
  conclude(stats);
  console_.flush_until(deadline);
}

void BenchmarkConsole::on_figures(const Stats& stats) {
  const double now = stats.elapsed.count();
  const double rate = static_cast<double>(stats.hashes - told_hashes_) / (now - told_at_);
  console().plain(fmt::format("{:.2f} khash/s", rate / 1000));
  told_at_ = now;
  told_hashes_ = stats.hashes;
}

}  // namespace wildcat::program
