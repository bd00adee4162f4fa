// SPDX-License-Identifier: MIT
// The energy of graphics cards, from their sensors. The processor's is read while the engine runs
// (engine_runs.h).
#pragma once

#include <chrono>

#include "bench/harness/report.h"
#include "bench/harness/subjects.h"

namespace wildcat::program::bench {

/// A graphics card's power while it mines with `subject`. Errors: the scanner's, or not_runnable
/// when the card has no sensor that answers.
Result<Energy> measure_card_energy(const Group& group, const Subject& subject,
                                   std::chrono::duration<double> time);

}  // namespace wildcat::program::bench
