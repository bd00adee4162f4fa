// SPDX-License-Identifier: MIT
// All random choices of a run come from one number, so that a run can be had twice.
#pragma once

#include <cstdint>
#include <optional>

namespace wildcat::program {

/// What a random choice is about. The numbers are part of what --seed promises.
enum class Chance : std::uint64_t {
  canaries = 1,     ///< the engine's: moments and places
  reconnects = 2,   ///< jitter of the pauses, per worker
  extranonce2 = 3,  ///< where the search begins, per worker
  phases = 4,       ///< when in a minute a worker's shares go, per worker
  practice = 5,     ///< the jobs of the practice pool in this process
};

/// The run's number: what --seed says, else from the system.
std::uint64_t run_seed(std::optional<std::uint64_t> given);
/// A seed for one purpose and worker; different ones have nothing to do with each other.
std::uint64_t seed_for(std::uint64_t run, Chance chance, std::uint64_t worker = 0);

}  // namespace wildcat::program
