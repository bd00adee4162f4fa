// SPDX-License-Identifier: MIT
// See free_run.h. The work is a header like any other, with a target of one's own.
#include "miner/run/offline_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "miner/output/start_report.h"
#include "miner/run/seed.h"
#include "miner/run/worker_factory.h"

namespace wildcat::program {

namespace {

constexpr std::chrono::seconds between_lines{2};
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

OfflineRun::OfflineRun(OfflineRunOptions options, Console& console, ExitWatchdog& watchdog)
    : options_(std::move(options)),
      console_(console),
      watchdog_(watchdog),
      miner_(options_.engine) {}

ExitCode OfflineRun::fail(ExitCode code, const Error& why) {
  console_.error(why.message);
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
  if (auto set = miner_.set_job(miner_.add_source(std::move(source)), free_job(options_.target));
      !set)
    return set;
  if (options_.hash_rate)
    if (auto set = miner_.set_rate(rate_owner, *options_.hash_rate); !set) return set;
  return miner_.start();
}

ExitCode OfflineRun::run() {
  auto list = find_devices(options_.work);
  if (!list) return fail(exit_code_for_device_error(list.error()), list.error());
  return run_on(std::move(*list));
}

ExitCode OfflineRun::run_on(DeviceList list) {
  for (const std::string& text : list.warnings) console_.warning(text);
  const auto used = hand_over(list, miner_);
  if (!used) return fail(ExitCode::runtime_failure, used.error());
  announce_devices(console_, *used);
  if (auto started = start(); !started) return fail(ExitCode::runtime_failure, started.error());
  stop_on_signal_or_after(watchdog_, loop_, options_.max_seconds);
  loop_.post_after(between_lines, [this] { tick(); });
  loop_.run();
  end();
  return code_;
}

void OfflineRun::end() {
  watchdog_.begin(code_);
  miner_.stop();
  console_.end_status();
  conclude(miner_.stats());
  console_.flush_until(watchdog_.flush_deadline());
  watchdog_.finish();
}

void OfflineRun::tick() {
  const Stats stats = miner_.stats();
  tell(stats);
  if (std::all_of(stats.devices.begin(), stats.devices.end(),
                  [](const DeviceStats& device) { return device.failed; }))
    give_up(ExitCode::runtime_failure, stats.devices.front().failure);
  loop_.post_after(between_lines, [this] { tick(); });
}

BenchmarkRun::BenchmarkRun(const MineOptions& options, Console& console, ExitWatchdog& watchdog)
    : OfflineRun({options.work, options.limits.max_seconds,
                  engine_options(options.control, run_seed(options.control.seed), nullptr),
                  Target::from_limbs({1, 0, 0, 0}), options.control.hash_rate},
                 console, watchdog) {}

/// What was hashed since the last line, over the time since then: no average hides a stall.
void BenchmarkRun::tell(const Stats& stats) {
  const double now = stats.elapsed.count();
  const double rate = static_cast<double>(stats.hashes - told_hashes_) / (now - told_at_);
  console().plain(fmt::format("{:.2f} khash/s", rate / 1000));
  told_at_ = now;
  told_hashes_ = stats.hashes;
}

}  // namespace wildcat::program
