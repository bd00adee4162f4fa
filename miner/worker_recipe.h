// SPDX-License-Identifier: MIT
// From options to what makes one worker, and the engine under all of them.
#pragma once

#include <cstdint>

#include "miner/fleet.h"
#include "miner/options/mine_options.h"

namespace wildcat::program {

/// The engine's options; `run` is the run's seed.
MinerOptions engine_options(const ControlOptions& control, std::uint64_t run, Observer* observer);

/// Makes workers for `options`, whose pool is known by now. Both are copied.
Fleet::Recipe worker_recipe(const MineOptions& options, std::uint64_t run);

}  // namespace wildcat::program
