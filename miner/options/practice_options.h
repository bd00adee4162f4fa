// SPDX-License-Identifier: MIT
// The options of `wildcat practice`: its rows, and the settings of a practice pool that they fill.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "miner/options/common_options.h"
#include "stratum/practice_pool/practice_pool.h"

namespace wildcat::program {

/// `wildcat practice`.
struct PracticeOptions {
  practice::PoolOptions pool;
  std::string events;  ///< path, "-", or empty
  std::optional<double> max_seconds;
  OutputOptions output;
};

/// Every option of `practice`, in the help's order.
std::span<const OptionSpec> practice_options();

/// Checks every value. Errors as for read_mine_options.
Result<PracticeOptions> read_practice_options(const RawValues& raw);

}  // namespace wildcat::program
