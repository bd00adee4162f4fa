// SPDX-License-Identifier: MIT
// The burn-in of `wildcat bench --stress`. The target is easy, so that there are many finds, each
// hashed again by the engine; every tenth unit has an answer that is known.
#include "miner/commands/stress_run.h"

#include <fmt/format.h>

#include "miner/output/summary.h"
#include "miner/text/figures.h"
#include "wildcat/header.h"

namespace wildcat::program {

namespace {

/// A find in four million hashes: some ten a second of a core, some thousands of a graphics card.
constexpr double stress_difficulty = 1.0 / 1024;
constexpr double known_units = 0.1;

OfflineRunSettings stress_settings(const BenchOptions& options, Observer* observer) {
  MinerOptions engine;
  engine.observer = observer;
  engine.canary_fraction = known_units;
  return {options.work, options.max_seconds, engine,
          Target::from_difficulty(stress_difficulty).value()};
}

}  // namespace

StressRun::StressRun(const BenchOptions& options, Console& console, ExitWatchdog& watchdog)
    : OfflineConsole(console), run_(stress_settings(options, this), *this, watchdog) {}

void StressRun::on_figures(const Stats& stats) {
  console().status(fmt::format("{} | {} finds, all right", status_text(stats), stats.total.shares));
}

void StressRun::conclude(const Stats& stats) {
  console().plain(fmt::format("  stress    {}; {} hashes, {} finds, each hashed again",
                              format_duration(stats.elapsed),
                              format_count(static_cast<double>(stats.hashes)), stats.total.shares));
  for (const std::string& line : check_lines(stats)) console().plain(line);
}

void StressRun::on_hardware_error(const HardwareError& error) {
  run_.give_up(
      ExitCode::self_test_failed,
      fmt::format("WRONG RESULT on {}: nonce {} of version {} is no hit when hashed again. Check "
                  "cooling, clocks and memory of this machine.",
                  error.device, hex32(error.candidate.nonce), hex32(error.candidate.version)));
}

void StressRun::on_canary(const CanaryResult& result) {
  if (result.missed)
    run_.give_up(
        ExitCode::self_test_failed,
        fmt::format("WRONG RESULT on {}: the known answer {} was not found. Check cooling, "
                    "clocks and memory of this machine.",
                    result.device, hex32(result.answer.nonce)));
}

void StressRun::on_device_failure(const DeviceFailure& failure) {
  run_.give_up(ExitCode::runtime_failure,
               fmt::format("{} has stopped working: {}", failure.device, failure.error.message));
}

}  // namespace wildcat::program
