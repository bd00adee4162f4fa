// SPDX-License-Identifier: MIT
// One benchmark from the beginning to its report.
#pragma once

#include "bench/harness/progress.h"
#include "bench/harness/report.h"
#include "miner/options/bench_options.h"

namespace wildcat::program::bench {

/// Errors: those of the devices (see exit_code_for_device_error), self_test_failed when a kernel
/// computes wrong.
Result<Report> measure(const BenchOptions& options, Progress& progress);

}  // namespace wildcat::program::bench
