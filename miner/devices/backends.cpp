// SPDX-License-Identifier: MIT
// The rows, and how each backend's options come from the settings. A further kind of hardware is
// one function and one row here.
#include "miner/devices/backends.h"

#include <algorithm>
#include <string_view>

#include "miner/devices/device_choice.h"
#include "miner/devices/topology.h"
#include "wildcat/cpu.h"
#include "wildcat/cuda.h"
#include "wildcat/opencl.h"

namespace wildcat::program {

namespace {

/// CPUs in the backend's own order.
CpuOptions plain_cpu_options(const DeviceSettings& settings) {
  CpuOptions cpu;
  cpu.kernel = settings.kernel;
  cpu.threads = settings.threads;
  cpu.pin = settings.pin;
  cpu.idle_priority = settings.idle;
  cpu.calibration_file = cache_path(calibration_cache);
  return cpu;
}

std::unique_ptr<Backend> make_cpu(const DeviceSettings& settings) {
  CpuOptions cpu = plain_cpu_options(settings);
  cpu.cpus = scanner_order(read_topology());
  return cpu_backend(std::move(cpu));
}

std::unique_ptr<Backend> make_cuda(const DeviceSettings& settings) {
  CudaOptions cuda;
  cuda.kernel = settings.kernel;
  cuda.tuning_folder = cache_path(tuning_cache);
  cuda.tune = settings.tune;
  return cuda_backend(std::move(cuda));
}

std::unique_ptr<Backend> make_opencl(const DeviceSettings& settings) {
  OpenclOptions opencl;
  opencl.kernel = settings.kernel;
  opencl.program_folder = cache_path(program_cache);
  opencl.tuning_folder = cache_path(tuning_cache);
  opencl.tune = settings.tune;
  return opencl_backend(std::move(opencl));
}

constexpr BackendRow rows[] = {
    {"cpu", DeviceKind::cpu, &DeviceSettings::no_cpu, make_cpu},
    {"cuda", DeviceKind::gpu, &DeviceSettings::no_cuda, make_cuda},
    {"opencl", DeviceKind::gpu, &DeviceSettings::no_opencl, make_opencl},
};

/// A kernel that is asked for by name is meant for those that have it: all graphics cards have
/// these two, and no processor.
bool is_graphics_kernel(std::string_view name) {
  return name == "single" || name == "version_major";
}

bool is_wanted(const BackendRow& row, const DeviceSettings& settings) {
  if (settings.*row.excluded || surely_unwanted(row.name, settings.devices)) return false;
  return settings.kernel.empty() ||
         is_graphics_kernel(settings.kernel) == (row.kind != DeviceKind::cpu);
}

}  // namespace

std::span<const BackendRow> known_backends() { return rows; }

bool is_own_processor(const DeviceInfo& device) {
  return device.kind == DeviceKind::cpu && std::ranges::any_of(rows, [&](const BackendRow& row) {
           return row.kind == DeviceKind::cpu && row.name == device.backend;
         });
}

std::vector<std::shared_ptr<Backend>> wanted_accelerators(const DeviceSettings& settings) {
  std::vector<std::shared_ptr<Backend>> list;
  for (const BackendRow& row : rows)
    if (row.kind != DeviceKind::cpu && is_wanted(row, settings)) list.push_back(row.make(settings));
  return list;
}

std::unique_ptr<Backend> wanted_processor(const DeviceSettings& settings) {
  for (const BackendRow& row : rows)
    if (row.kind == DeviceKind::cpu && is_wanted(row, settings)) return row.make(settings);
  return nullptr;
}

std::unique_ptr<Backend> quick_processor(const DeviceSettings& settings) {
  CpuOptions cpu = plain_cpu_options(settings);
  cpu.quick_start = true;
  return cpu_backend(std::move(cpu));
}

}  // namespace wildcat::program
