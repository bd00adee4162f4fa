// SPDX-License-Identifier: MIT
// From options to what makes one worker, and the engine under all of them.
#pragma once

#include <cstdint>

#include "miner/options/mine_options.h"
#include "miner/run/fleet.h"

namespace wildcat::program {

/// The engine's options; `run` is the run's seed.
/// Who limits the rate that the settings ask for (Miner::set_rate).
inline constexpr const char* rate_owner = "hashrate";

MinerOptions engine_options(const ControlSettings& control, std::uint64_t run, Observer* observer);

/// Makes workers for `options`, whose pools are known by now. All is copied. `fitting` says what
/// difficulty suits the rate of one worker, for --suggest-difficulty auto and for
/// --shares-per-minute where the rate is not set. Without a recorder
/// nothing is recorded.
Fleet::WorkerFactory worker_factory(const MineOptions& options, std::uint64_t run,
                                    std::function<std::optional<double>()> fitting,
                                    Recorder* recorder = nullptr);

/// What gives one worker enough shares for --shares-per-minute, or without it one every 20 seconds;
/// empty while the rate is not known well enough.
std::optional<double> fitting_difficulty(const ControlSettings& control, const Stats& stats);

}  // namespace wildcat::program
