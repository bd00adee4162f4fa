// SPDX-License-Identifier: MIT
// Fills the page's template. How the page looks and what it says stands in page.html; which figures
// go where, in the files page_*.cpp.
#include "bench/harness/page.h"

#include <fmt/format.h>

#include "bench/harness/markup.h"
#include "bench/harness/page_values.h"

namespace wildcat::program::bench {

extern const char* const page_template;  // page.html, made a string at build time

namespace {

std::string made_by(const Report& report) {
  return fmt::format("{} {}{}, {}", report.program, report.version,
                     report.commit ? " (" + *report.commit + ")" : "", report.time);
}

html::Values page_values(const Report& report) {
  return kainjow::mustache::object{
      {"title", report.machine.cpu},
      {"cpu", html::known(report.machine.cpu)},
      {"made_by", made_by(report)},
      {"quick", report.quick},
      {"cards", html::cards(report)},
      {"kernels", html::kernels(report)},
      {"scaling", html::scaling(report)},
      {"latency", html::latency(report)},
      {"energy", html::energy(report)},
      {"skipped", html::skipped(report)},
      {"facts", html::facts(report)},
      {"flags", html::flags(report)},
      {"unknown", html::known("")},
      {"digest", report.digest.sha256},
      {"hashes", fmt::to_string(report.digest.hashes)},
      {"verified", fmt::to_string(report.digest.verified)},
  };
}

}  // namespace

std::string bench_page(const Report& report) {
  kainjow::mustache::mustache page(page_template);
  page.set_custom_escape(html::escaped);
  return page.render(page_values(report));
}

}  // namespace wildcat::program::bench
