// SPDX-License-Identifier: MIT
// See tuned_device.h.
#include "backends/gpu/tuned_device.h"

#include <cmath>

namespace wildcat::gpu {

TunedDevice::TunedDevice(DeviceInfo info, std::vector<Way> ways, const ScannerSettings& settings,
                         TuningOptions options, std::string obstacle)
    : info_(std::move(info)),
      ways_(std::move(ways)),
      settings_(settings),
      options_(std::move(options)),
      obstacle_(std::move(obstacle)) {}

Result<void> TunedDevice::prepare() {
  if (!ready_) ready_ = get_ready();
  return *ready_;
}

Result<void> TunedDevice::get_ready() {
  if (ways_.empty()) return Error{Errc::not_runnable, info_.id + ": " + obstacle_};
  const auto tuned = tune(ways_, settings_, options_);
  if (!tuned) return Error{tuned.error().code, info_.id + ": " + tuned.error().message};
  settings_.launch_time = tuned->launch_time;
  setting_ = ways_[tuned->way].name + ", launches of " +
             std::to_string(std::lround(tuned->launch_time.count() * 1000)) + " ms";
  if (!tuned->rejected.empty()) setting_ += " (not used: " + tuned->rejected + ")";
  device_ = std::make_unique<GpuDevice>(GpuProfile{info_, ways_[tuned->way].open_queue, settings_});
  return {};
}

std::vector<KernelReport> TunedDevice::unusable(const Error& why) const {
  std::vector<KernelReport> reports(2);
  reports[0].name = version_major_name;
  reports[1].name = single_name;
  for (KernelReport& report : reports) {
    report.reason = why.message;
    if (why.code == Errc::self_test_failed) report.self_test = SelfTest::failed;
  }
  return reports;
}

std::vector<KernelReport> TunedDevice::kernels(bool measure) {
  if (auto ready = prepare(); !ready) return unusable(ready.error());
  auto reports = device_->kernels(measure);
  for (KernelReport& report : reports) report.setting = setting_;
  return reports;
}

std::string TunedDevice::kernel() const {
  return settings_.version_major ? version_major_name : single_name;
}

Result<std::unique_ptr<Scanner>> TunedDevice::open(std::uint32_t index) {
  if (auto ready = prepare(); !ready) return ready.error();
  return device_->open(index);
}

}  // namespace wildcat::gpu
