// SPDX-License-Identifier: MIT
// The page of `wildcat bench --html`. Pure function.
#pragma once

#include <string>

#include "bench/harness/report.h"

namespace wildcat::program::bench {

/// One page with everything on it: no script, nothing that a browser would have to fetch, legible
/// on screens of any width, light or dark, and on paper. It is XML as well as HTML. The report may
/// be somebody else's (read_report): its texts stay text.
std::string bench_page(const Report& report);

}  // namespace wildcat::program::bench
