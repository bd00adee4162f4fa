// SPDX-License-Identifier: MIT
// Typed options of `grind`.
#include "miner/options/grind_options.h"

namespace wildcat::program {

Result<GrindOptions> read_grind_options(const RawValues& raw) {
  ValueReader reader(raw);
  GrindOptions options;
  options.headers = reader.words();
  options.from_stdin = reader.flag("stdin");
  options.roll_ntime = reader.flag("roll-ntime");
  options.roll_version = reader.flag("roll-version");
  options.every = std::chrono::duration<double>(
      reader.real("every", 0, 1e6, "must be a number of seconds from 0 to 1000000.").value_or(0));
  options.work = read_work_options(reader);
  options.quiet = reader.flag("quiet");
  if (options.from_stdin && !options.headers.empty())
    reader.fail("--stdin together with a header; the headers then come one a line, keep one way.");
  if (reader.error()) return *reader.error();
  return options;
}

}  // namespace wildcat::program
