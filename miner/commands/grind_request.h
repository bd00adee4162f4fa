// SPDX-License-Identifier: MIT
// What `wildcat grind` searches for a header: its nonces, and what else it was allowed to change.
#pragma once

#include "miner/options/grind_options.h"
#include "wildcat/search.h"

namespace wildcat::program {

/// The search for a header that meets `target`. With roll_ntime it goes on past the last nonce with
/// the next second, as far as a block may be ahead of the network's time.
SearchRequest grind_request(const BlockHeader& header, const Target& target,
                            const GrindOptions& options);

}  // namespace wildcat::program
