// SPDX-License-Identifier: MIT
// The options of `bench` as typed values.
#pragma once

#include <optional>
#include <string>

#include "miner/options/mine_options.h"

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

/// Checks every value. Errors as for read_mine_options.
Result<BenchOptions> read_bench_options(const RawValues& raw);

}  // namespace wildcat::program
