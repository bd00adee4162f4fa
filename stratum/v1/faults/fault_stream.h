// SPDX-License-Identifier: MIT
// The fault injector: a Stream around the real one. What the session writes goes through unchanged;
// after a share that the pool has accepted, broken copies of it follow as the rules say. The pool's
// answers to these are taken out of what the session reads, so that its own shares, their count and
// the limits know nothing of them. Copies wait for the acceptance, because only then the right
// answer to them is known.
#pragma once

#include <memory>

#include "stratum/net/stream.h"
#include "stratum/v1/faults/fault_plan.h"

namespace wildcat::stratum {

/// Streams of `factory` with the faults of `plan` committed on them.
StreamFactory with_faults(Loop& loop, StreamFactory factory, std::shared_ptr<FaultPlan> plan);

}  // namespace wildcat::stratum
