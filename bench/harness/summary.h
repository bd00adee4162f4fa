// SPDX-License-Identifier: MIT
// A report as text for a terminal. Pure functions; what a file brought along is printed harmlessly.
#pragma once

#include <string>

#include "bench/harness/report.h"

namespace wildcat::program::bench {

/// "cpu:0    avx2                  8", in columns.
std::string row_name(const KernelRow& row);
/// Half the confidence interval: "0.4 %".
std::string interval_text(const Estimate& estimate);
/// All of it.
std::string summary_text(const Report& report);

}  // namespace wildcat::program::bench
