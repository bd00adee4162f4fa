// SPDX-License-Identifier: MIT
// Typed options of `bench`.
#include "miner/options/bench_options.h"

#include <fmt/format.h>

namespace wildcat::program {

namespace {

std::string read_file_name(ValueReader& reader, const char* option) {
  const auto name = reader.text(option);
  if (name && (name->empty() || *name == "-"))
    reader.fail(fmt::format("--{} needs the name of a file.", option));
  return name.value_or("");
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

void read_stress(ValueReader& reader, BenchOptions& options) {
  options.stress = reader.flag("stress");
  options.max_seconds = reader.real("max-seconds", 0.001, 366.0 * 24 * 3600,
                                    "must be a number of seconds above 0 and up to a year.");
  if (options.max_seconds && !options.stress)
    reader.fail("--max-seconds without --stress: a benchmark ends by itself; --quick is shorter.");
  for (const char* other : {"json", "html", "compare"})
    if (options.stress && (options.quick || reader.text(other)))
      reader.fail("--stress makes no report; leave --quick, --json, --html and --compare out.");
}

}  // namespace

Result<BenchOptions> read_bench_options(const RawValues& raw) {
  ValueReader reader(raw);
  BenchOptions options;
  options.quick = reader.flag("quick");
  read_stress(reader, options);
  read_report_name(reader, options);
  options.json = read_file_name(reader, "json");
  options.html = read_file_name(reader, "html");
  options.compare = read_file_name(reader, "compare");
  options.work = read_work_options(reader);
  options.output = read_output_options(reader);
  if (reader.error()) return *reader.error();
  return options;
}

}  // namespace wildcat::program
