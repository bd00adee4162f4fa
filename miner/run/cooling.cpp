// SPDX-License-Identifier: MIT
// The duty falls with the room below the limit. Once it is 0 it stays so until the whole margin is
// there again, or the device would start and stop with every degree.
#include "miner/run/cooling.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "miner/text/remedies.h"

namespace wildcat::program {

namespace {

constexpr double lowest_duty = 0.1;  // just below the limit

}  // namespace

void CoolingRule::heard(std::optional<double> temperature_c) {
  if (!temperature_c) return;
  temperature_c_ = temperature_c;
  const double room = (max_c_ - *temperature_c) / margin_c;  // 1: all of the margin
  if (room >= 1)
    duty_ = 1;
  else if (room <= 0)
    duty_ = 0;
  else if (duty_ > 0)
    duty_ = std::max(room, lowest_duty);
}

Cooling::Cooling(double max_c, Miner& miner, const std::vector<DeviceInfo>& devices)
    : miner_(miner) {
  for (const DeviceInfo& info : devices)
    devices_.emplace(info.id, Attended{info, CoolingRule(max_c)});
}

void Cooling::heard(const Readings& readings) {
  const std::lock_guard lock(mutex_);
  listened_ = true;
  for (const auto& [id, reading] : readings) {
    const auto at = devices_.find(id);
    if (at == devices_.end()) continue;
    Attended& device = at->second;
    device.rule.heard(reading.temperature_c);
    const double duty = device.rule.duty();
    if (std::exchange(device.set, duty) == duty) continue;
    // It is one of the miner's, and a duty is always in range: there is no error to tell.
    (void)miner_.set_duty(temperature_owner, duty < 1 ? std::optional(duty) : std::nullopt, id);
  }
}

std::vector<DeviceInfo> Cooling::unheard() {
  const std::lock_guard lock(mutex_);
  std::vector<DeviceInfo> all;
  if (!listened_ || std::exchange(told_unheard_, true)) return all;
  for (const auto& [id, device] : devices_)
    if (!device.rule.temperature_c()) all.push_back(device.info);
  return all;
}

std::vector<Cooling::Change> Cooling::changes() {
  const std::lock_guard lock(mutex_);
  std::vector<Change> all;
  for (auto& [id, device] : devices_) {
    const double duty = device.rule.duty();
    const int now = duty == 1 ? 1 : duty == 0 ? -1 : 0;
    if (std::exchange(device.told, now) != now)
      all.push_back({id, device.rule.temperature_c().value_or(0), duty});
  }
  return all;
}

std::string unheard_text(const DeviceInfo& device) {
  const char* rate = option_for(Setting::rate);
  std::string why = fmt::format(
      "no sensor tells its temperature, neither NVML (libnvidia-ml.so.1 of NVIDIA's driver; "
      "containers have to be given it) nor amdgpu's /sys/bus/pci/devices/{}/hwmon. Install or hand "
      "in what is missing, or use {}.",
      device.pci, rate);
  if (device.kind == DeviceKind::cpu)
    why = fmt::format(
        "no sensor under /sys/class/hwmon or /sys/class/thermal tells the processor's temperature; "
        "virtual machines hide it, and others may need a module (coretemp, k10temp). Fewer threads "
        "({}) or a lower rate ({}) keep it cooler.",
        option_for(Setting::threads), rate);
  else if (device.pci.empty())
    why = fmt::format(
        "its driver does not tell its PCI address, by which sensors are found. Use {}, or watch it "
        "by other means.",
        rate);
  return fmt::format("{} does nothing for {}: {}", option_for(Setting::max_temperature), device.id,
                     why);
}

}  // namespace wildcat::program
