// SPDX-License-Identifier: MIT
// The rows of `replay`, and the record that it takes.
#include "miner/options/replay_options.h"

#include <array>

namespace wildcat::program {

namespace {

constexpr std::array replay_rows{
    OptionSpec{"all", 0, "", group::work,
               "Search everything that was searched, not only what held a share: that none was "
               "missed is proven then. Takes as long as the run did.",
               bind::flag<&ReplayOptions::all>()},
    reworded(common::devices, "The device to search with. Default: the processor."),
    reworded(common::kernel, "Force a kernel, as for 'mine'."),
    reworded(common::quiet, "Only differences, errors and the totals."),
    common::debug,
    common::no_color,
    common::help,
};

}  // namespace

std::span<const OptionSpec> replay_options() { return replay_rows; }

Result<ReplayOptions> read_replay_options(const RawValues& raw) {
  ValueReader reader(raw);
  ReplayOptions options;
  const auto words = reader.words();
  if (words.size() == 1)
    options.file = words.front();
  else
    reader.fail("it takes one record: the file that 'wildcat mine --record FILE' wrote.");
  read_settings(reader, replay_rows, options);
  read_settings(reader, replay_rows, options.work);
  options.output = read_output_options(reader, replay_rows);
  if (reader.error()) return *reader.error();
  return options;
}

}  // namespace wildcat::program
