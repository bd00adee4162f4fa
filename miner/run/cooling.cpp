// SPDX-License-Identifier: MIT
// A unit is held back before the device gets it, never after: what has been found leaves at once.
#include "miner/run/cooling.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <utility>

namespace wildcat::program {

namespace {

using Duration = std::chrono::duration<double>;
using Clock = std::chrono::steady_clock;

constexpr double lowest_duty = 0.1;  // just below the limit
constexpr std::chrono::milliseconds look{50};

class CooledScanner final : public Scanner {
 public:
  CooledScanner(std::unique_ptr<Scanner> scanner, std::shared_ptr<Governor> governor)
      : scanner_(std::move(scanner)), governor_(std::move(governor)) {}

  /// One unit at a time while it rests between them.
  Shape shape(std::uint32_t versions_available) const override {
    Shape shape = scanner_->shape(versions_available);
    if (governor_->duty() < 1) shape.in_flight = 1;
    return shape;
  }
  Result<void> submit(const WorkUnit& unit) override {
    if (held_.empty() && governor_->duty() == 1) return hand_over(unit);
    held_.push_back(unit);
    return {};
  }
  Result<Completion> wait() override {
    if (in_flight_ == 0 && !held_.empty()) {
      const WorkUnit unit = held_.front();
      held_.pop_front();
      governor_->rest(std::exchange(owed_, Duration(0)), [&unit] { return unit.stale(); });
      if (unit.stale()) return Completion{unit.id, 0, Status::stale, {}};
      if (auto taken = hand_over(unit); !taken) return taken.error();
    }
    const auto begun = Clock::now();
    auto completion = scanner_->wait();
    in_flight_ -= in_flight_ > 0;
    const double duty = std::max(governor_->duty(), lowest_duty);
    owed_ = (Clock::now() - begun) * (1 / duty - 1);
    return completion;
  }
  void poke() noexcept override { scanner_->poke(); }

 private:
  Result<void> hand_over(const WorkUnit& unit) {
    auto taken = scanner_->submit(unit);
    if (taken) ++in_flight_;
    return taken;
  }

  std::unique_ptr<Scanner> scanner_;
  std::shared_ptr<Governor> governor_;
  std::deque<WorkUnit> held_;  // submitted after those in flight
  Duration owed_{0};
  unsigned in_flight_ = 0;
};

class CooledDevice final : public Device {
 public:
  CooledDevice(std::unique_ptr<Device> device, std::shared_ptr<Governor> governor)
      : device_(std::move(device)), governor_(std::move(governor)) {}
  const DeviceInfo& info() const override { return device_->info(); }
  std::uint32_t scanners() const override { return device_->scanners(); }
  Result<void> prepare() override { return device_->prepare(); }
  std::vector<KernelReport> kernels(bool measure) override { return device_->kernels(measure); }
  std::string kernel() const override { return device_->kernel(); }
  Result<std::unique_ptr<Scanner>> open(std::uint32_t index) override {
    auto scanner = device_->open(index);
    if (!scanner || *scanner == nullptr) return scanner;
    return std::unique_ptr<Scanner>(
        std::make_unique<CooledScanner>(std::move(scanner).value(), governor_));
  }

 private:
  std::unique_ptr<Device> device_;
  std::shared_ptr<Governor> governor_;
};

}  // namespace

void Governor::heard(std::optional<double> temperature_c) {
  if (!temperature_c) return;
  const std::lock_guard lock(mutex_);
  temperature_c_ = temperature_c;
  const double room = (max_c_ - *temperature_c) / margin_c;  // 1: all of the margin
  if (room >= 1)
    duty_ = 1;
  else if (room <= 0)
    duty_ = 0;
  else if (duty_ > 0)
    duty_ = std::max(room, lowest_duty);
  changed_.notify_all();
}

double Governor::duty() const {
  const std::lock_guard lock(mutex_);
  return duty_;
}

std::optional<double> Governor::temperature_c() const {
  const std::lock_guard lock(mutex_);
  return temperature_c_;
}

void Governor::rest(Duration owed, const std::function<bool()>& enough) {
  std::unique_lock lock(mutex_);
  const auto until = Clock::now() + std::chrono::ceil<Clock::duration>(owed);
  while (!released_ && !enough() && (duty_ == 0 || Clock::now() < until))
    changed_.wait_for(lock,
                      duty_ == 0 ? look : std::min<Clock::duration>(look, until - Clock::now()));
}

void Governor::release() {
  const std::lock_guard lock(mutex_);
  released_ = true;
  duty_ = 1;
  changed_.notify_all();
}

std::unique_ptr<Device> Cooling::attend(std::unique_ptr<Device> device) {
  auto governor = std::make_shared<Governor>(max_c_);
  devices_[device->info().id] = {device->info(), governor};
  return cooled_device(std::move(device), std::move(governor));
}

void Cooling::heard(const Readings& readings) {
  for (const auto& [id, reading] : readings)
    if (const auto at = devices_.find(id); at != devices_.end())
      at->second.governor->heard(reading.temperature_c);
  listened_ = true;
}

std::vector<DeviceInfo> Cooling::unheard() {
  std::vector<DeviceInfo> all;
  if (!listened_ || std::exchange(told_unheard_, true)) return all;
  for (const auto& [id, device] : devices_)
    if (!device.governor->temperature_c()) all.push_back(device.info);
  return all;
}

void Cooling::release() {
  for (const auto& [id, device] : devices_) device.governor->release();
}

std::vector<Cooling::Change> Cooling::changes() {
  std::vector<Change> all;
  for (auto& [id, device] : devices_) {
    const double duty = device.governor->duty();
    const int now = duty == 1 ? 1 : duty == 0 ? -1 : 0;
    if (std::exchange(device.told, now) != now)
      all.push_back({id, device.governor->temperature_c().value_or(0), duty});
  }
  return all;
}

std::string unheard_text(const DeviceInfo& device) {
  const char* why =
      "no sensor tells its temperature, neither NVML (libnvidia-ml.so.1 of NVIDIA's driver; "
      "containers have to be given it) nor amdgpu's /sys/bus/pci/devices/{}/hwmon. Install or hand "
      "in what is missing, or use --hashrate.";
  if (device.kind == DeviceKind::cpu)
    why =
        "the sensors of processors are not read. Fewer threads (-t) or a lower rate (--hashrate) "
        "keep it cooler.";
  else if (device.pci.empty())
    why =
        "its driver does not tell its PCI address, by which sensors are found. Use --hashrate, or "
        "watch it by other means.";
  return fmt::format("--max-temp does nothing for {}: ", device.id) +
         fmt::format(fmt::runtime(why), device.pci);
}

std::unique_ptr<Device> cooled_device(std::unique_ptr<Device> device,
                                      std::shared_ptr<Governor> governor) {
  return std::make_unique<CooledDevice>(std::move(device), std::move(governor));
}

}  // namespace wildcat::program
