// SPDX-License-Identifier: MIT
// `wildcat mine`: options, console, run.
#include "miner/commands/commands.h"
#include "miner/run/mine_run.h"
#include "miner/run/offline_run.h"

namespace wildcat::program {

ExitCode mine_command(const RawValues& raw) {
  auto options = read_mine_options(raw);
  if (!options) return usage_failure("mine", options.error());
  ExitWatchdog watchdog;  // before the console starts a thread
  // Standard output belongs to the events when they go there; a benchmark's rates are read from
  // standard error.
  std::FILE* stream = options->events == "-" || options->benchmark ? stderr : stdout;
  const OutputOptions& output = options->output;
  Console console(console_options(stream, output.quiet, output.debug, output.no_color));
  if (options->benchmark) return BenchmarkRun(*options, console, watchdog).run();
  MineRun run(std::move(*options), console, watchdog);
  return run.run();
}

}  // namespace wildcat::program
