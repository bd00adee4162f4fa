// SPDX-License-Identifier: MIT
// Graphics drivers are asked first and at once, the processor alone after them: it is measured.
#include "miner/devices/device_list.h"

#include <fmt/format.h>

#include <algorithm>

#include "miner/devices/backends.h"
#include "miner/devices/device_choice.h"
#include "miner/devices/device_search.h"
#include "miner/devices/topology.h"
#include "miner/text/characters.h"
#include "miner/text/figures.h"

namespace wildcat::program {

namespace {

/// For all drivers together. A driver that starts a sleeping card takes seconds.
constexpr std::chrono::seconds patience_with_drivers{10};

/// Who has forgotten a variable would look for the kernel on the command line in vain.
Error with_origin(Error error, const DeviceSettings& options) {
  if (options.kernel_from_environment)
    error.message += " (WILDCAT_KERNEL in the environment asks for it.)";
  return error;
}

/// Not while other threads load drivers: the processor is measured here.
void ask_the_processor(const DeviceSettings& options, std::vector<Found>& answers) {
  if (const auto backend = wanted_processor(options))
    answers.insert(answers.begin(), ask(*backend));
}

void warn_of_crowding(const DeviceSettings& options, DeviceList& list) {
  const std::size_t cpus = scanner_order(read_topology()).size();
  const bool used = std::any_of(list.devices.begin(), list.devices.end(),
                                [](const auto& d) { return is_own_processor(d->info()); });
  if (used && cpus > 0 && options.threads > cpus)
    list.warnings.push_back(fmt::format("{} share {}; more threads than CPUs find nothing faster.",
                                        counted(options.threads, "thread"),
                                        counted(cpus, "usable CPU")));
}

/// Those that cannot be made ready go, with a warning, unless they were named or are the last.
Result<void> make_ready(DeviceList& list, bool named,
                        const std::function<void(const DeviceInfo&)>& on_wait) {
  std::vector<std::unique_ptr<Device>> ready;
  for (std::size_t i = 0; i < list.devices.size(); ++i) {
    auto& device = list.devices[i];
    if (on_wait && !is_own_processor(device->info())) on_wait(device->info());
    const auto prepared = device->prepare();
    const bool last = ready.empty() && i + 1 == list.devices.size();
    if (!prepared && (named || last)) return prepared.error();
    if (prepared)
      ready.push_back(std::move(device));
    else
      list.warnings.push_back(
          fmt::format("{} is left out: {}", device->info().id, sentence(prepared.error().message)));
  }
  list.devices = std::move(ready);
  return {};
}

}  // namespace

std::string to_string(const Missing& missing) {
  return fmt::format("{}: {}", missing.backend, missing.reason);
}

std::string setting_of(const std::vector<KernelReport>& kernels) {
  for (const KernelReport& kernel : kernels)
    if (kernel.chosen && !kernel.setting.empty()) return kernel.setting;
  return "";
}

Result<AllDevices> find_all_devices(const DeviceSettings& options) {
  auto answers = ask(wanted_accelerators(options), patience_with_drivers);
  ask_the_processor(options, answers);
  AllDevices all;
  for (Found& found : answers) {
    if (!found.devices) return with_origin(found.devices.error(), options);
    for (auto& device : *found.devices) all.devices.push_back(std::move(device));
    for (const std::string& note : found.notes)
      all.missing.push_back({found.backend, sentence(note)});
    all.hung = all.hung || found.hung;
  }
  return all;
}

Error nothing_found(const AllDevices& all) {
  std::string why;
  for (const Missing& missing : all.missing) why += " " + to_string(missing);
  return {Errc::not_runnable, "no usable device was found." + why};
}

Result<DeviceList> select_devices(std::vector<std::unique_ptr<Device>> found,
                                  const std::vector<std::string>& wanted) {
  std::vector<DeviceInfo> infos;
  for (const auto& device : found) infos.push_back(device->info());
  auto choice = choose_devices(infos, wanted);
  if (!choice) return choice.error();
  DeviceList list;
  for (const std::size_t i : choice->use) list.devices.push_back(std::move(found[i]));
  list.idle = std::move(choice->left_out);
  return list;
}

Result<DeviceList> find_devices(const DeviceSettings& options,
                                const std::function<void(const DeviceInfo&)>& on_wait) {
  auto all = find_all_devices(options);
  if (!all) return all.error();
  if (all->devices.empty()) return nothing_found(*all);
  auto list = select_devices(std::move(all->devices), options.devices);
  if (!list) return list.error();
  list->missing = std::move(all->missing);
  if (auto ready = make_ready(*list, !options.devices.empty(), on_wait); !ready)
    return with_origin(ready.error(), options);
  warn_of_crowding(options, *list);
  return list;
}

Result<DeviceList> find_processor(const DeviceSettings& options) {
  auto found = quick_processor(options)->devices();
  if (!found) return with_origin(found.error(), options);
  DeviceList list;
  list.devices = std::move(*found);
  return list;
}

Result<std::vector<DeviceUse>> hand_over(DeviceList& list, Miner& miner) {
  std::vector<DeviceUse> used;
  for (auto& device : list.devices) {
    used.push_back(
        {device->info(), device->kernel(), device->scanners(), setting_of(device->kernels(false))});
    if (auto added = miner.add_device(std::move(device)); !added) return added.error();
  }
  return used;
}

}  // namespace wildcat::program
