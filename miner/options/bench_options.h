// SPDX-License-Identifier: MIT
// The options of `wildcat bench`: its rows, and what they fill.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "miner/options/common_options.h"

namespace wildcat::program {

/// `wildcat bench`.
struct BenchOptions {
  bool quick = false;
  bool stress = false;                ///< until stopped; no report
  std::optional<double> max_seconds;  ///< of --stress
  std::string report;                 ///< to show instead of measuring; empty: measure
  std::string json;                   ///< where the report goes; empty: nowhere
  std::string html;                   ///< where the page goes; empty: nowhere
  std::string compare;                ///< an earlier report; empty: none
  DeviceSettings work;
  OutputOptions output;
};

/// Every option of `bench`, in the help's order.
std::span<const OptionSpec> bench_options();

/// Checks every value. Errors as for read_mine_options.
Result<BenchOptions> read_bench_options(const RawValues& raw);

}  // namespace wildcat::program
