// SPDX-License-Identifier: MIT
// `wildcat mine`: options, console, run.
#include "miner/commands/commands.h"
#include "miner/run/free_run.h"
#include "miner/run/mine_run.h"

namespace wildcat::program {

ExitCode mine_command(const RawValues& raw) {
  auto options = read_mine_options(raw);
  if (!options) return usage_failure("mine", options.error());
  WayOut way_out;  // before the console starts a thread
  // Standard output belongs to the events when they go there; a benchmark's rates are read from
  // standard error.
  std::FILE* stream = options->events == "-" || options->benchmark ? stderr : stdout;
  const OutputOptions& output = options->output;
  Console console(console_options(stream, output.quiet, output.debug, output.no_color));
  if (options->benchmark) return BenchmarkRun(*options, console, way_out).run();
  MineRun run(std::move(*options), console, way_out);
  return run.run();
}

}  // namespace wildcat::program
