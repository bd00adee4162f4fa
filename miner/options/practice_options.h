// SPDX-License-Identifier: MIT
// The options of `practice` as typed values.
#pragma once

#include <optional>

#include "miner/options/mine_options.h"
#include "stratum/practice_pool/practice_pool.h"

namespace wildcat::program {

/// `wildcat practice`.
struct PracticeOptions {
  practice::PoolOptions pool;
  std::string events;  ///< path, "-", or empty
  std::optional<double> max_seconds;
  OutputOptions output;
};

/// Checks every value. Errors as for read_mine_options.
Result<PracticeOptions> read_practice_options(const RawValues& raw);

}  // namespace wildcat::program
