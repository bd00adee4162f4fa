// SPDX-License-Identifier: MIT
// Why a pool refused a share, from the number and the words of its answer. Pools agree on a few
// numbers and on no words, so this is a table of its own.
#pragma once

#include "stratum/v1/message.h"
#include "wildcat/stats.h"

namespace wildcat::stratum {

/// Why a share was refused: by number first, by words when the number says nothing. Pure function,
/// any thread.
RejectReason classify(const PoolError& error);

}  // namespace wildcat::stratum
