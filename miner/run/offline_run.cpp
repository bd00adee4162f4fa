// SPDX-License-Identifier: MIT
// Makes work without a pool (a header like any other, with a target of one's own), and hashes it
// until the end.
#include "miner/run/offline_run.h"

#include <algorithm>
#include <ctime>

#include "miner/run/settings.h"

namespace wildcat::program {

namespace {

constexpr std::chrono::seconds between_figures{2};
constexpr std::uint32_t impossible = 0x03000001;  // nBits: only the hashes 0 and 1 meet it

JobOffer free_job(const Target& target) {
  Job job;
  job.version = 0x20000000;
  job.merkle = std::make_shared<const CoinbaseParts>();
  job.ntime = static_cast<std::uint32_t>(std::time(nullptr));
  job.nbits = impossible;
  JobOffer offer;
  offer.job = std::make_shared<const Job>(std::move(job));
  offer.share_target = target;
  offer.roll_mask = bip320_version_bits;
  offer.name = "benchmark";
  return offer;
}

}  // namespace

OfflineRun::OfflineRun(OfflineRunSettings settings, OfflineObserver& observer,
                       ExitWatchdog& watchdog)
    : settings_(std::move(settings)),
      observer_(observer),
      watchdog_(watchdog),
      miner_(settings_.engine) {}

ExitCode OfflineRun::fail(ExitCode code, const Error& why) {
  observer_.on_failure(why.message);
  return code;
}

void OfflineRun::give_up(ExitCode code, const std::string& why) {
  loop_.post([this, code, why] {
    if (code_ != ExitCode::ok) return;
    code_ = fail(code, {Errc::device_failed, why});
    loop_.stop();
  });
}

Result<void> OfflineRun::start() {
  SourceOptions source;
  source.extranonce.extranonce2_size = 8;
  if (auto set = miner_.set_job(miner_.add_source(std::move(source)), free_job(settings_.target));
      !set)
    return set;
  if (settings_.hash_rate)
    if (auto set = miner_.set_rate(rate_owner, *settings_.hash_rate); !set) return set;
  return miner_.start();
}

ExitCode OfflineRun::run() {
  auto list = find_devices(settings_.work);
  if (!list) return fail(exit_code_for_device_error(list.error()), list.error());
  return run_on(std::move(*list));
}

ExitCode OfflineRun::run_on(DeviceList list) {
  for (const std::string& text : list.warnings) observer_.on_warning(text);
  const auto used = hand_over(list, miner_);
  if (!used) return fail(ExitCode::runtime_failure, used.error());
  observer_.on_devices(*used);
  if (auto started = start(); !started) return fail(ExitCode::runtime_failure, started.error());
  stop_on_signal_or_after(watchdog_, loop_, settings_.max_seconds);
  loop_.post_after(between_figures, [this] { tick(); });
  loop_.run();
  end();
  return code_;
}

void OfflineRun::end() {
  watchdog_.begin(code_);
  miner_.stop();
  observer_.on_end(miner_.stats(), watchdog_.flush_deadline());
  watchdog_.finish();
}

void OfflineRun::tick() {
  const Stats stats = miner_.stats();
  observer_.on_figures(stats);
  if (std::all_of(stats.devices.begin(), stats.devices.end(),
                  [](const DeviceStats& device) { return device.failed; }))
    give_up(ExitCode::runtime_failure, stats.devices.front().failure);
  loop_.post_after(between_figures, [this] { tick(); });
}

}  // namespace wildcat::program
