// SPDX-License-Identifier: MIT
// Tries the ways to drive one GPU, keeps the fastest that computes right, and mines with it.
#include "backends/gpu/tuned_device.h"

#include <cmath>

namespace wildcat::gpu {

TunedDevice::TunedDevice(DeviceInfo info, std::vector<Way> ways, const ScannerSettings& settings,
                         TuningOptions options, std::string obstacle)
    : info_(std::move(info)),
      ways_(std::move(ways)),
      settings_(settings),
      options_(std::move(options)),
      obstacle_(std::move(obstacle)),
      both_allowed_(settings.version_major) {}

Result<void> TunedDevice::prepare() {
  if (device_) return {};
  return get_ready();
}

Result<void> TunedDevice::get_ready() {
  if (ways_.empty()) return Error{Errc::not_runnable, info_.id + ": " + obstacle_};
  const auto tuned = tune(ways_, settings_, options_);
  if (!tuned) return Error{tuned.error().code, info_.id + ": " + tuned.error().message};
  settings_.launch_time = tuned->launch_time;
  settings_.version_major = tuned->version_major;
  setting_ = ways_[tuned->way].name + ", launches of " +
             std::to_string(std::lround(tuned->launch_time.count() * 1000)) + " ms";
  rejected_ = tuned->rejected;
  group_ = tuned->group;
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
  auto reports = measure ? device_->kernels(true) : device_->proven_kernels(group_);
  if (!measure && !both_allowed_) {  // nobody has tried it
    reports[0].self_test = SelfTest::not_runnable;
    reports[0].reason = "not asked for";
  }
  for (KernelReport& report : reports) {
    report.setting = setting_;
    if (measure && !rejected_.empty()) report.setting += " (not used: " + rejected_ + ")";
  }
  return reports;
}

KernelUse TunedDevice::kernel() const { return {search_name(settings_.version_major), 1}; }

Result<std::unique_ptr<Scanner>> TunedDevice::open(std::uint32_t index) {
  if (auto ready = prepare(); !ready) return ready.error();
  return device_->open(index);
}

}  // namespace wildcat::gpu
