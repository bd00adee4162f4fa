// SPDX-License-Identifier: MIT
// What the page's template (page.html) is filled with, each part from the whole report. A part of
// which the report has nothing is `false`, and the template leaves it out. Pure functions.
#pragma once

#include <kainjow/mustache.hpp>
#include <string>

#include "bench/harness/report.h"

namespace wildcat::program::html {

using Values = kainjow::mustache::data;

/// The figures that matter most: one card each.
Values cards(const bench::Report& report);
/// The kernels of each device, a row each, with bars in it.
Values kernels(const bench::Report& report);
Values scaling(const bench::Report& report);
Values latency(const bench::Report& report);
Values energy(const bench::Report& report);
/// Kernels that were not measured, and why.
Values skipped(const bench::Report& report);
/// What is known of the machine and the program: name and value.
Values facts(const bench::Report& report);
Values flags(const bench::Report& report);

/// "± 0.4 %": how far the interval goes to either side, at most.
std::string spread_text(const bench::Estimate& rate);
/// Markup: "avx2 ×8".
std::string kernel_markup(const bench::KernelRow& kernel);

}  // namespace wildcat::program::html
