// SPDX-License-Identifier: MIT
// See device_list.h. A further kind of hardware is one line in backends().
#include "miner/device_list.h"

#include <fmt/format.h>

#include <algorithm>

#include "miner/text.h"
#include "miner/topology.h"
#include "wildcat/cpu.h"

namespace wildcat::program {

namespace {

/// CPUs in the backend's own order.
CpuOptions plain_cpu_options(const WorkOptions& options) {
  CpuOptions cpu;
  cpu.kernel = options.kernel;
  cpu.threads = options.threads;
  cpu.pin = options.pin;
  cpu.idle_priority = options.idle;
  cpu.calibration_file = calibration_path();
  return cpu;
}

CpuOptions cpu_options(const WorkOptions& options) {
  CpuOptions cpu = plain_cpu_options(options);
  cpu.cpus = scanner_order(read_topology());
  return cpu;
}

std::vector<std::unique_ptr<Backend>> backends(const CpuOptions& cpu) {
  std::vector<std::unique_ptr<Backend>> list;
  list.push_back(cpu_backend(cpu));
  return list;
}

Error no_device(std::string message) { return {Errc::not_runnable, std::move(message)}; }

/// Who has forgotten a variable would look for the kernel on the command line in vain.
Error with_origin(Error error, const WorkOptions& options) {
  if (options.kernel_from_environment)
    error.message += " (WILDCAT_KERNEL in the environment asks for it.)";
  return error;
}

}  // namespace

Result<std::vector<std::unique_ptr<Device>>> select_devices(
    std::vector<std::unique_ptr<Device>> found, const std::vector<std::string>& wanted) {
  if (wanted.empty()) return found;
  std::vector<std::string> ids;
  for (const auto& device : found) ids.push_back(device->info().id);
  std::vector<std::unique_ptr<Device>> kept;
  for (const std::string& id : wanted) {
    const auto at = static_cast<std::size_t>(std::find(ids.begin(), ids.end(), id) - ids.begin());
    if (at == ids.size())
      return no_device(fmt::format("there is no device '{}' here; --devices can name {}.", id,
                                   ids.empty() ? "none" : join_or(ids)));
    // Named twice is still one device.
    if (found[at] != nullptr) kept.push_back(std::move(found[at]));
  }
  return kept;
}

Result<DeviceList> find_devices(const WorkOptions& options) {
  const CpuOptions cpu = cpu_options(options);
  DeviceList list;
  for (const auto& backend : backends(cpu)) {
    auto found = backend->devices();
    if (!found) return with_origin(found.error(), options);
    for (auto& device : *found) list.devices.push_back(std::move(device));
  }
  if (list.devices.empty())
    return no_device("no usable device was found; 'wildcat devices' says why for each kernel.");
  auto kept = select_devices(std::move(list.devices), options.devices);
  if (!kept) return kept.error();
  list.devices = std::move(*kept);
  if (!cpu.cpus.empty() && options.threads > cpu.cpus.size())
    list.warnings.push_back(fmt::format("{} share {}; more threads than CPUs find nothing faster.",
                                        counted(options.threads, "thread"),
                                        counted(cpu.cpus.size(), "usable CPU")));
  return list;
}

Result<DeviceList> find_processor(const WorkOptions& options) {
  CpuOptions cpu = plain_cpu_options(options);
  cpu.quick_start = true;
  auto found = cpu_backend(std::move(cpu))->devices();
  if (!found) return with_origin(found.error(), options);
  return DeviceList{std::move(*found), {}};
}

Result<std::vector<DeviceUse>> hand_over(DeviceList& list, Miner& miner) {
  std::vector<DeviceUse> used;
  for (auto& device : list.devices) {
    used.push_back({device->info(), device->kernel(), device->scanners()});
    if (auto added = miner.add_device(std::move(device)); !added) return added.error();
  }
  return used;
}

}  // namespace wildcat::program
