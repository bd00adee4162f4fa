// SPDX-License-Identifier: MIT
// See page.h.
#include "bench/harness/page.h"

#include "bench/harness/markup.h"
#include "bench/harness/page_sections.h"
#include "bench/harness/page_style.h"

namespace wildcat::program::bench {

namespace {

/// The browser is told to fetch nothing and to run nothing, whatever the page should hold.
std::string page_head(const Report& report) {
  return R"(<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
)" + html::element("title", "", html::escaped("Wildcat benchmark: " + report.machine.cpu)) +
         "\n" + html::element("style", "", html::page_style()) + "\n</head>\n";
}

}  // namespace

std::string bench_page(const Report& report) {
  using namespace html;
  const std::string parts = headline(report) + kernels_section(report) + scaling_section(report) +
                            latency_section(report) + energy_section(report) +
                            skipped_section(report) + machine_section(report) +
                            digest_section(report);
  return "<!DOCTYPE html>\n<html lang=\"en\">\n" + page_head(report) +
         element("body", "", "\n" + element("main", "", "\n" + parts)) + "\n</html>\n";
}

}  // namespace wildcat::program::bench
