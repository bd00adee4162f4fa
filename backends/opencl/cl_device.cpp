// SPDX-License-Identifier: MIT
// Builds the list of ways to drive one OpenCL device: dialect, search, groups and launch time.
#include "backends/opencl/cl_device.h"

#include <algorithm>
#include <bit>

#include "backends/gpu/tuned_device.h"
#include "backends/opencl/cl_program.h"
#include "backends/opencl/cl_queue.h"

namespace wildcat::opencl {
namespace {

using std::chrono::milliseconds;

// The processor: a launch cannot be noticed late by much, and switching costs more than it gains.
constexpr milliseconds processor_launch{12};
// A good number of them.
constexpr milliseconds processor_effort{300};
// PoCL compiles a kernel in its first launch, which may take a minute on a busy machine.
constexpr std::chrono::minutes processor_patience{5};
constexpr double processor_rate = 1e6;
constexpr std::uint32_t processor_group = 8, processor_groups = 2, processor_versions = 1024;

// What the version-major search keeps in local memory, and some of the driver's own.
constexpr std::uint64_t local_memory_needed = WILDCAT_GPU_BATCH * 64 * 4 + 256;

bool is_processor(const ClDeviceFacts& facts) { return facts.kind == DeviceKind::cpu; }

// What is needed to open a queue; shared by all ways to drive a device.
struct Opener {
  std::shared_ptr<const ClApi> api;
  ClDeviceFacts facts;
  KeyedFiles programs;

  Result<std::shared_ptr<ClProgramOnDevice>> program(const Dialect& dialect) const;
  Result<std::unique_ptr<gpu::LaunchQueue>> queue(const Dialect& dialect,
                                                  const ClQueueSetting& setting) const;
};

Result<std::shared_ptr<ClProgramOnDevice>> Opener::program(const Dialect& dialect) const {
  auto on = std::make_shared<ClProgramOnDevice>();
  on->api = api;
  on->device = facts.id;
  const cl_context_properties properties[] = {
      CL_CONTEXT_PLATFORM, reinterpret_cast<cl_context_properties>(facts.platform), 0};
  cl_int code = CL_SUCCESS;
  on->context =
      ClContext(*api, api->CreateContext(properties, 1, &facts.id, nullptr, nullptr, &code));
  if (!on->context) return call_failed("clCreateContext", code);
  auto program = build_program(*api, on->context.get(), facts, dialect, programs);
  if (!program) return program.error();
  on->program = std::move(*program);
  return on;
}

// A driver tells only of the compiled kernel how large its groups may be.
Result<std::unique_ptr<gpu::LaunchQueue>> Opener::queue(const Dialect& dialect,
                                                        const ClQueueSetting& setting) const {
  auto on = program(dialect);
  if (!on) return on.error();
  auto queue = ClQueue::open(*on, setting);
  if (!queue) return queue.error();
  if ((*queue)->most_work_items() < setting.group)
    return Error{Errc::not_runnable,
                 "the compiled kernel allows no groups of " + std::to_string(setting.group)};
  return std::unique_ptr<gpu::LaunchQueue>(std::move(*queue));
}

ClQueueSetting setting_of(const ClDeviceFacts& facts, std::uint32_t group,
                          std::uint32_t groups_a_core) {
  ClQueueSetting setting;
  setting.group = group;
  setting.groups = groups_a_core * facts.compute_units;
  if (is_processor(facts)) {
    setting.max_versions = processor_versions;
    setting.first_rate = processor_rate;
  }
  return setting;
}

// The likely best first.
std::vector<ClQueueSetting> settings_of(const ClDeviceFacts& facts) {
  if (is_processor(facts)) {
    const std::size_t group = std::min<std::size_t>(processor_group, facts.work_group);
    return {setting_of(facts, static_cast<std::uint32_t>(std::bit_floor(group)), processor_groups)};
  }
  std::vector<ClQueueSetting> all;
  for (const std::uint32_t group : {256u, 128u, 64u})
    for (const std::uint32_t groups_a_core : {8u, 16u})
      if (group <= facts.work_group) all.push_back(setting_of(facts, group, groups_a_core));
  return all;
}

std::vector<gpu::Way> ways_of(const std::shared_ptr<const Opener>& opener) {
  const ClDeviceFacts& facts = opener->facts;
  std::vector<gpu::Way> ways;
  if (facts.local_memory < local_memory_needed) return ways;
  for (const Dialect& dialect : dialects_for(facts))
    for (const ClQueueSetting& setting : settings_of(facts))
      ways.push_back({std::string(dialect.name) + ", groups of " + std::to_string(setting.group) +
                          ", " + std::to_string(setting.groups / facts.compute_units) + " a core",
                      [opener, dialect, setting] { return opener->queue(dialect, setting); }});
  return ways;
}

gpu::ScannerSettings scanner_settings(const ClDeviceFacts& facts, gpu::ScannerSettings settings,
                                      const OpenclOptions& options) {
  settings.version_major = options.kernel != gpu::single_name;
  if (is_processor(facts)) {
    settings.launch_time = processor_launch;
    settings.hang_time = processor_patience;
  }
  return settings;
}

// On a processor the first way that is right is taken: each further one would cost its compiler
// many seconds. Both searches are compiled in any case, and the faster one is not always the same.
gpu::TuningOptions tuning_options(const ClDeviceFacts& facts, const Environment& environment,
                                  const OpenclOptions& options) {
  gpu::TuningOptions tuning{KeyedFiles(options.tuning_folder), "", options.tune};
  tuning.key = "tuning\n" + (facts.uuid.empty() ? facts.pci : facts.uuid) + "\n" + options.kernel +
               "\n" + program_key(facts, {"", ""});
  tuning.both_searches = options.kernel.empty();
  tuning.effort = is_processor(facts) ? processor_effort : environment.tuning_effort;
  tuning.first_sound = is_processor(facts);
  if (!is_processor(facts))
    tuning.launch_times = {milliseconds(1), milliseconds(2), milliseconds(3)};
  return tuning;
}

}  // namespace

std::unique_ptr<Device> cl_device(std::shared_ptr<const ClApi> api, ClDeviceFacts facts,
                                  std::size_t number, const Environment& environment,
                                  const OpenclOptions& options) {
  DeviceInfo info{"opencl",   "opencl:" + std::to_string(number),
                  facts.name, facts.kind,
                  facts.pci,  facts.driver};
  const auto settings = scanner_settings(facts, environment.settings, options);
  auto tuning = tuning_options(facts, environment, options);
  const auto opener = std::make_shared<const Opener>(
      Opener{std::move(api), std::move(facts), KeyedFiles(options.program_folder)});
  return std::make_unique<gpu::TunedDevice>(
      std::move(info), ways_of(opener), settings, std::move(tuning),
      "it has too little local memory for the search; leave it out");
}

}  // namespace wildcat::opencl
