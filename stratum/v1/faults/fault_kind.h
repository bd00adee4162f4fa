// SPDX-License-Identifier: MIT
// Which answers to a fault are right. Pure functions, any thread.
#pragma once

#include "wildcat/fault.h"

namespace wildcat::stratum {

/// A correct pool may close the connection over it.
bool may_close(FaultKind kind);
/// A correct pool may refuse it for this reason.
bool may_refuse(FaultKind kind, RejectReason reason);

}  // namespace wildcat::stratum
