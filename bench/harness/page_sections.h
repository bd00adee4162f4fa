// SPDX-License-Identifier: MIT
// The parts of the page of `wildcat bench`, each from the whole report; a part of which the report
// has nothing is empty. Pure functions.
#pragma once

#include <string>

#include "bench/harness/report.h"

namespace wildcat::program::html {

using bench::Estimate;
using bench::Report;

/// What was run on what, and the figures that matter most.
std::string headline(const Report& report);
std::string kernels_section(const Report& report);
std::string scaling_section(const Report& report);
std::string latency_section(const Report& report);
std::string energy_section(const Report& report);
std::string skipped_section(const Report& report);
std::string machine_section(const Report& report);
std::string digest_section(const Report& report);

/// "± 0.4 %": how far the interval goes to either side, at most.
std::string spread_text(const Estimate& rate);
/// "avx2 ×8", escaped.
std::string kernel_markup(const bench::KernelRow& kernel);

}  // namespace wildcat::program::html
