// SPDX-License-Identifier: MIT
// `wildcat bench`: measures, or reads what was measured; shows, writes and compares it.
#include <fmt/format.h>

#include <cstdio>

#include "bench/harness/bench_run.h"
#include "bench/harness/compare.h"
#include "bench/harness/page.h"
#include "bench/harness/summary.h"
#include "miner/commands/commands.h"
#include "miner/commands/stress_run.h"
#include "miner/json/json_writer.h"
#include "miner/process/exit_watchdog.h"

namespace wildcat::program {

namespace {

using bench::Report;

/// Of this command alone: what is slower than before.
constexpr ExitCode slower = ExitCode::usage;

ExitCode bench_failure(const Error& error) {
  fmt::print(stderr, "wildcat bench: {}\n", error.message);
  return exit_code_for_device_error(error);
}

bool print_out(const std::string& text) {
  const bool put = std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0;
  if (!put)
    fmt::print(stderr, "wildcat bench: standard output cannot be written; is the disk full?\n");
  return put;
}

Result<Report> get_report(const BenchOptions& options) {
  if (!options.report.empty()) return bench::read_report(options.report);
  bench::Progress progress(!options.output.quiet);
  return bench::measure({options.work, options.quick}, progress);
}

ExitCode show_comparison(const Report& before, const Report& now) {
  const auto comparison = bench::compare(before, now);
  if (!print_out("\n" + bench::comparison_text(comparison, before, now)))
    return ExitCode::runtime_failure;
  if (comparison.other_digest) return ExitCode::self_test_failed;
  return comparison.regression() ? slower : ExitCode::ok;
}

Result<void> write_files(const BenchOptions& options, const Report& report) {
  if (!options.json.empty()) {
    const std::string text = json_of(report) + "\n";
    if (auto put = bench::write_text(options.json, text); !put) return put;
  }
  if (!options.html.empty()) return bench::write_text(options.html, bench::bench_page(report));
  return {};
}

ExitCode hand_out(const BenchOptions& options, const Report& now,
                  const std::optional<Report>& before) {
  if (!print_out(bench::summary_text(now))) return ExitCode::runtime_failure;
  if (auto put = write_files(options, now); !put) return bench_failure(put.error());
  return before ? show_comparison(*before, now) : ExitCode::ok;
}

ExitCode stress(const BenchOptions& options) {
  ExitWatchdog watchdog;  // before the console starts a thread
  const OutputOptions& output = options.output;
  Console console(console_options(stdout, output.quiet, output.debug, output.no_color));
  return StressRun(options, console, watchdog).run();
}

}  // namespace

ExitCode bench_command(const RawValues& raw) {
  const auto options = read_bench_options(raw);
  if (!options) return usage_failure("bench", options.error());
  if (options->stress) return stress(*options);
  // Files first: two minutes are too long to wait for a typing error.
  for (const std::string& path : {options->json, options->html})
    if (auto writable = bench::check_writable(path); !path.empty() && !writable)
      return bench_failure(writable.error());
  std::optional<Report> before;
  if (!options->compare.empty()) {
    auto earlier = bench::read_report(options->compare);
    if (!earlier) return bench_failure(earlier.error());
    before = std::move(*earlier);
  }
  leave_on_signal("\nwildcat bench: interrupted; nothing was written\n", ExitCode::runtime_failure);
  const auto now = get_report(*options);
  if (!now) return bench_failure(now.error());
  return hand_out(*options, *now, before);
}

}  // namespace wildcat::program
