// SPDX-License-Identifier: MIT
// From options to what makes one worker, and the engine under all of them.
#pragma once

#include <cstdint>

#include "miner/run/fleet.h"
#include "miner/run/settings.h"

namespace wildcat::program {

/// The engine's options; `run` is the run's seed.
MinerOptions engine_options(const ControlSettings& control, std::uint64_t run, Observer* observer);

/// Makes workers for `options`, whose pools are known by now. All is copied. `fitting` says what
/// difficulty suits the rate of one worker, for RunSettings::fit_difficulty and for
/// shares a minute where the rate is not set.
Fleet::WorkerFactory worker_factory(const RunSettings& settings, std::uint64_t run,
                                    std::function<std::optional<double>()> fitting);

/// What gives one worker its shares a minute, or without them one every 20 seconds;
/// empty while the rate is not known well enough.
std::optional<double> fitting_difficulty(const ControlSettings& control, const Stats& stats);

}  // namespace wildcat::program
