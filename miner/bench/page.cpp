// SPDX-License-Identifier: MIT
// See page.h.
#include "miner/bench/page.h"

#include "miner/bench/markup.h"
#include "miner/bench/page_sections.h"
#include "miner/bench/page_style.h"

namespace wildcat::program {

namespace {

/// The browser is told to fetch nothing and to run nothing, whatever the page should hold.
std::string page_head(const boost::json::object& report) {
  using namespace html;
  const std::string cpu = text_at(object_at(report, "machine"), "cpu");
  return R"(<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
)" + element("title", "", escaped("Wildcat benchmark: " + cpu)) +
         "\n" + element("style", "", page_style()) + "\n</head>\n";
}

}  // namespace

std::string bench_page(const boost::json::object& report) {
  using namespace html;
  const std::string parts = headline(report) + kernels_section(report) + scaling_section(report) +
                            latency_section(report) + energy_section(report) +
                            skipped_section(report) + machine_section(report) +
                            digest_section(report);
  return "<!DOCTYPE html>\n<html lang=\"en\">\n" + page_head(report) +
         element("body", "", "\n" + element("main", "", "\n" + parts)) + "\n</html>\n";
}

}  // namespace wildcat::program
