// SPDX-License-Identifier: MIT
// `wildcat devices`: every device with every kernel, measured; as a table or as JSON.
#include <fmt/format.h>

#include <cstdio>

#include "miner/commands/commands.h"
#include "miner/device_list.h"
#include "miner/report/console.h"
#include "miner/report/device_table.h"

namespace wildcat::program {

ExitCode devices_command(const RawValues& raw) {
  const auto options = read_devices_options(raw);
  if (!options) return usage_failure("devices", options.error());
  auto list = find_devices(options->work);
  if (!list) {
    fmt::print(stderr, "wildcat devices: {}\n", list.error().message);
    return exit_code_for_device_error(list.error());
  }
  std::vector<DeviceKernels> rows;
  for (const auto& device : list->devices)
    rows.push_back({device->info(), device->scanners(), device->kernels(true)});
  const OutputOptions& output = options->output;
  const Console console(console_options(stdout, false, false, output.no_color));
  const std::string text = options->json ? device_json(rows) : device_table(rows, console);
  const bool written = std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0;
  if (written) return ExitCode::ok;
  fmt::print(stderr, "wildcat devices: standard output cannot be written; is the disk full?\n");
  return ExitCode::runtime_failure;
}

}  // namespace wildcat::program
