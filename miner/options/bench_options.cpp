// SPDX-License-Identifier: MIT
// The rows of `bench`, and which of them go together.
#include "miner/options/bench_options.h"

#include <array>

namespace wildcat::program {

namespace {

constexpr std::array bench_rows{
    OptionSpec{"quick", 0, "", group::measuring,
               "Less than 20 seconds instead of two minutes, with wider intervals.",
               bind::flag<&BenchOptions::quick>()},
    OptionSpec{"stress", 0, "", group::measuring,
               "Burn-in instead: hash until Ctrl-C, hash every find again, mix in work with known "
               "answers, and end at the first wrong result (exit code 6).",
               bind::flag<&BenchOptions::stress>()},
    common::max_seconds<&BenchOptions::max_seconds>(group::measuring,
                                                    "End --stress after so long."),
    reworded(common::devices,
             "Only these devices, as for 'mine'. Default: the processor and every graphics card "
             "once."),
    reworded(common::kernel, "Only this kernel."),
    reworded(common::threads, "CPU threads at most, as for 'mine'."),
    common::no_cpu,
    common::no_cuda,
    common::no_opencl,
    common::tune,
    common::idle,
    reworded(common::no_pin, "Do not pin threads to CPUs: the system moves them about."),
    OptionSpec{"json", 0, "FILE", group::output,
               "Write the report to FILE, by docs/schemas/bench.schema.json.",
               bind::file<&BenchOptions::json>()},
    OptionSpec{"html", 0, "FILE", group::output,
               "Write the report to FILE as one page with charts, which loads nothing.",
               bind::file<&BenchOptions::html>()},
    OptionSpec{"compare", 0, "FILE", group::output,
               "Compare with an earlier report. A kernel is slower or faster only when the 95 % "
               "confidence intervals do not overlap and the difference is more than 1 %.",
               bind::file<&BenchOptions::compare>()},
    reworded(common::quiet, "No progress, which is shown on a terminal only."),
    common::no_color,
    common::help,
};

void check_stress(ValueReader& reader, const BenchOptions& options) {
  if (options.max_seconds && !options.stress)
    reader.fail("--max-seconds without --stress: a benchmark ends by itself; --quick is shorter.");
  for (const char* other : {"json", "html", "compare"})
    if (options.stress && (options.quick || reader.text(other)))
      reader.fail("--stress makes no report; leave --quick, --json, --html and --compare out.");
}

void read_report_name(ValueReader& reader, BenchOptions& options) {
  const auto words = reader.words();
  if (words.size() > 1)
    reader.fail("it takes one report; the other one to compare with goes behind --compare.");
  if (words.empty()) return;
  options.report = words.front();
  for (const char* other : {"json", "devices", "kernel", "threads"})
    if (options.quick || options.stress || reader.text(other))
      reader.fail("a report was measured already; leave it or the options for measuring out.");
}

}  // namespace

std::span<const OptionSpec> bench_options() { return bench_rows; }

Result<BenchOptions> read_bench_options(const RawValues& raw) {
  ValueReader reader(raw);
  BenchOptions options;
  read_settings(reader, bench_rows, options);
  check_stress(reader, options);
  read_report_name(reader, options);
  read_settings(reader, bench_rows, options.work);
  options.output = read_output_options(reader, bench_rows);
  if (reader.error()) return *reader.error();
  return options;
}

}  // namespace wildcat::program
