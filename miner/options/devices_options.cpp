// SPDX-License-Identifier: MIT
// The rows of `devices`. Most are those of `mine` in fewer words.
#include "miner/options/devices_options.h"

#include <array>

namespace wildcat::program {

namespace {

constexpr std::array devices_rows{
    OptionSpec{"json", 0, "", group::output,
               "One JSON object: an entry per device, in it one per kernel.",
               bind::flag<&DevicesOptions::json>()},
    reworded(common::kernel, "Force a kernel, as for 'mine'."),
    reworded(common::threads, "CPU threads, as for 'mine'."),
    reworded(common::devices, "Only these devices, as for 'mine'."),
    common::no_cpu,
    common::no_cuda,
    common::no_opencl,
    common::tune,
    common::no_color,
    common::help,
};

}  // namespace

std::span<const OptionSpec> devices_options() { return devices_rows; }

Result<DevicesOptions> read_devices_options(const RawValues& raw) {
  ValueReader reader(raw);
  DevicesOptions options;
  read_settings(reader, devices_rows, options);
  read_settings(reader, devices_rows, options.work);
  options.output = read_output_options(reader, devices_rows);
  if (reader.error()) return *reader.error();
  return options;
}

}  // namespace wildcat::program
