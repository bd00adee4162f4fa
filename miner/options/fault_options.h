// SPDX-License-Identifier: MIT
// --inject: which faults, how often.
#pragma once

#include <vector>

#include "miner/options/values.h"
#include "wildcat/fault.h"

namespace wildcat::program {

/// Reads "KIND", "KIND=RATE", or several by comma. Errors name the kinds that are most alike.
std::vector<stratum::FaultRule> read_faults(ValueReader& reader);

}  // namespace wildcat::program
