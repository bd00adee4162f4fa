// SPDX-License-Identifier: MIT
// `wildcat devices`: every device with every kernel, measured; as a table or as JSON.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "miner/commands/commands.h"
#include "miner/devices/backends.h"
#include "miner/devices/device_choice.h"
#include "miner/devices/device_list.h"
#include "miner/devices/sensors.h"
#include "miner/options/devices_options.h"
#include "miner/output/console.h"
#include "miner/output/device_table.h"

namespace wildcat::program {

namespace {

std::vector<DeviceInfo> infos_of(const AllDevices& all) {
  std::vector<DeviceInfo> infos;
  for (const auto& device : all.devices) infos.push_back(device->info());
  return infos;
}

DeviceKernels look_at(Device& device, bool used, Telemetry& sensors,
                      const DevicesOptions& options) {
  const DeviceInfo& info = device.info();
  if (!is_own_processor(info) && !options.json)
    fmt::print(stderr, "measuring {} {}; the first time takes many seconds\n", info.id, info.name);
  DeviceKernels row{info, device.scanners(), device.kernels(true), used, {}};
  const Readings readings = read_sensors(sensors, {info});
  if (!readings.empty()) row.sensors = readings.begin()->second;
  return row;
}

/// With --devices only those named, otherwise all.
std::vector<DeviceKernels> look_at_all(const AllDevices& all, const DeviceChoice& choice,
                                       const DevicesOptions& options) {
  const auto sensors = telemetry();
  std::vector<DeviceKernels> rows;
  for (std::size_t i = 0; i < all.devices.size(); ++i) {
    const bool used = std::count(choice.use.begin(), choice.use.end(), i) > 0;
    if (used || options.work.devices.empty())
      rows.push_back(look_at(*all.devices[i], used, *sensors, options));
  }
  return rows;
}

ExitCode failure(const Error& error) {
  fmt::print(stderr, "wildcat devices: {}\n", error.message);
  return exit_code_for_device_error(error);
}

ExitCode print_listing(const DeviceListing& listing, const DevicesOptions& options) {
  const Console console(console_options(stdout, false, false, options.output.no_color));
  const std::string text = options.json ? device_json(listing) : device_table(listing, console);
  if (std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0) return ExitCode::ok;
  fmt::print(stderr, "wildcat devices: standard output cannot be written; is the disk full?\n");
  return ExitCode::runtime_failure;
}

/// Programs are told on standard output even what people are told as an error.
ExitCode list_none(const DevicesOptions& options, const AllDevices& all) {
  if (options.json)
    if (const ExitCode code = print_listing({{}, {}, all.missing}, options); code != ExitCode::ok)
      return code;
  return failure(nothing_found(all));
}

ExitCode list_devices(const DevicesOptions& options, const AllDevices& all) {
  if (all.devices.empty()) return list_none(options, all);
  const auto choice = choose_devices(infos_of(all), options.work.devices);
  if (!choice) return failure(choice.error());
  return print_listing({look_at_all(all, *choice, options), choice->left_out, all.missing},
                       options);
}

}  // namespace

ExitCode devices_command(const RawValues& raw) {
  const auto options = read_devices_options(raw);
  if (!options) return usage_failure("devices", options.error());
  const auto all = find_all_devices(options->work);
  if (!all) return failure(all.error());
  const ExitCode code = list_devices(*options, *all);
  // A driver that hangs may hang in the ordinary end as well.
  if (all->hung) std::_Exit(number(code));
  return code;
}

}  // namespace wildcat::program
