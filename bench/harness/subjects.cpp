// SPDX-License-Identifier: MIT
// Opens every kernel as a device of its own, and notes those that cannot be measured.
#include "bench/harness/subjects.h"

#include <fmt/format.h>

#include <algorithm>

#include "miner/devices/backends.h"
#include "miner/devices/device_choice.h"
#include "miner/devices/device_list.h"
#include "miner/devices/topology.h"
#include "wildcat/cpu.h"

namespace wildcat::program::bench {

namespace {

std::vector<DeviceInfo> infos_of(const AllDevices& all) {
  std::vector<DeviceInfo> infos;
  for (const auto& device : all.devices) infos.push_back(device->info());
  return infos;
}

/// What mining would use, and the processor beside it, which mining leaves to itself.
Result<std::vector<std::size_t>> to_measure(const AllDevices& all, const DeviceSettings& options) {
  const auto infos = infos_of(all);
  const auto choice = choose_devices(infos, options.devices);
  if (!choice) return choice.error();
  std::vector<std::size_t> wanted = choice->use;
  for (std::size_t i = 0; i < infos.size() && options.devices.empty(); ++i)
    if (is_own_processor(infos[i]) && std::count(wanted.begin(), wanted.end(), i) == 0)
      wanted.push_back(i);
  return wanted;
}

/// The same device, forced to one kernel.
Result<std::shared_ptr<Device>> forced(const DeviceInfo& info, const KernelReport& kernel,
                                       DeviceSettings options) {
  if (is_own_processor(info)) {
    auto device = open_processor(options, kernel, 1);
    if (!device) return device.error();
    return std::shared_ptr<Device>(std::move(*device));
  }
  options.devices = {info.id};
  options.kernel = kernel.name;
  auto list = find_devices(options);
  if (!list) return list.error();
  return std::shared_ptr<Device>(std::move(list->devices.front()));
}

class Finder {
 public:
  explicit Finder(const DeviceSettings& options) : options_(options) {}

  void add(Device& device) {
    Group group{device.info(), device.scanners(), {}};
    for (const KernelReport& kernel : device.kernels(false)) add_kernel(group, kernel);
    if (!group.subjects.empty()) subjects_.groups.push_back(std::move(group));
  }
  Subjects take() { return std::move(subjects_); }

 private:
  void add_kernel(Group& group, const KernelReport& kernel) {
    if (kernel.self_test != SelfTest::passed) return skip(group, kernel, kernel.reason);
    if (!options_.kernel.empty() && options_.kernel != kernel.name)
      return skip(group, kernel, "not asked for");
    auto device = forced(group.info, kernel, options_);
    if (!device) return skip(group, kernel, device.error().message);
    group.subjects.push_back({kernel, std::move(*device)});
  }

  /// One row per kernel, whatever the number of versions.
  void skip(const Group& group, const KernelReport& kernel, const std::string& reason) {
    Skipped row{group.info.id, kernel.name, reason.empty() ? "not runnable here" : reason};
    if (kernel.self_test == SelfTest::failed && !subjects_.broken) subjects_.broken = row;
    const auto& rows = subjects_.skipped;
    if (std::find(rows.begin(), rows.end(), row) == rows.end())
      subjects_.skipped.push_back(std::move(row));
  }

  const DeviceSettings& options_;
  Subjects subjects_;
};

}  // namespace

const Subject* Group::chosen() const {
  const Subject* best = nullptr;
  for (const Subject& subject : subjects)
    if (subject.kernel.chosen &&
        (best == nullptr || subject.kernel.versions > best->kernel.versions))
      best = &subject;
  return best;
}

Result<std::unique_ptr<Device>> open_processor(const DeviceSettings& options,
                                               const KernelReport& kernel, std::uint32_t threads) {
  CpuOptions cpu;
  cpu.kernel = kernel.name;
  cpu.versions = kernel.versions;
  cpu.threads = threads;
  cpu.cpus = scanner_order(read_topology());
  if (cpu.cpus.size() > threads) cpu.cpus.resize(threads);
  cpu.pin = options.pin;
  cpu.idle_priority = options.idle;
  cpu.calibration_file = cache_path(calibration_cache);
  cpu.quick_start = true;
  auto found = cpu_backend(cpu)->devices();
  if (!found) return found.error();
  return std::move(found->front());
}

Result<Subjects> find_subjects(const DeviceSettings& options) {
  const auto all = find_all_devices(options);
  if (!all) return all.error();
  if (all->devices.empty()) return nothing_found(*all);
  const auto wanted = to_measure(*all, options);
  if (!wanted) return wanted.error();
  Finder finder(options);
  for (const std::size_t i : *wanted) finder.add(*all->devices[i]);
  Subjects subjects = finder.take();
  if (!subjects.groups.empty() || subjects.broken) return subjects;
  return Error{Errc::not_runnable, "no kernel that was asked for can run here."};
}

}  // namespace wildcat::program::bench
