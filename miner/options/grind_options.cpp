// SPDX-License-Identifier: MIT
// The rows of `grind`, and the two ways to hand it headers.
#include "miner/options/grind_options.h"

#include <array>

namespace wildcat::program {

namespace {

constexpr std::array grind_rows{
    OptionSpec{"stdin", 0, "", group::headers,
               "Read headers from standard input, one a line. Each gets one line of output: the "
               "solved header, or an empty line (and a message) when it has no solution.",
               bind::flag<&GrindOptions::from_stdin>()},
    OptionSpec{"roll-ntime", 0, "", group::headers,
               "When no nonce of 2^32 will do, go on with the next second of ntime, and so on for "
               "two hours. Not for signed blocks (signet): the signature covers ntime.",
               bind::flag<&GrindOptions::roll_ntime>()},
    OptionSpec{"roll-version", 0, "", group::headers,
               "Roll the version bits of BIP 320, too: 65536 times as many headers, and faster "
               "ones. Not for signed blocks (signet): the signature covers the version.",
               bind::flag<&GrindOptions::roll_version>()},
    OptionSpec{"every", 0, "SECONDS", group::headers,
               "Hand a solved header out no sooner than SECONDS after the one before, or after the "
               "start: blocks at a steady pace, however easy they are.",
               bind::real<&GrindOptions::every>(
                   0, 1e6, "must be a number of seconds from {low} to {high}.")},
    reworded(common::devices,
             "Devices to use, by comma, as 'wildcat devices' lists them. Default: the processor; "
             "nothing else is looked for."),
    reworded(common::threads, "CPU threads, as for 'mine'."),
    reworded(common::kernel, "Force a kernel, as for 'mine'."),
    common::idle,
    common::no_pin,
    OptionSpec{"quiet", 'q', "", group::output, "No progress, which is shown on a terminal only.",
               bind::flag<&GrindOptions::quiet>()},
    common::help,
};

}  // namespace

std::span<const OptionSpec> grind_options() { return grind_rows; }

Result<GrindOptions> read_grind_options(const RawValues& raw) {
  ValueReader reader(raw);
  GrindOptions options;
  options.headers = reader.words();
  read_settings(reader, grind_rows, options);
  read_settings(reader, grind_rows, options.work);
  if (options.from_stdin && !options.headers.empty())
    reader.fail("--stdin together with a header; the headers then come one a line, keep one way.");
  if (reader.error()) return *reader.error();
  return options;
}

}  // namespace wildcat::program
