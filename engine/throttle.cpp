// SPDX-License-Identifier: MIT
// One mutex and one condition for all scanners: they meet here once a unit, and only while a limit
// holds. Every change of a limit works out anew what holds for each device.
#include "engine/throttle.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace wildcat {
namespace {

constexpr double most_in_a_unit = 4294967296.0;  // the whole nonce space

Error unusable(const char* what, double value, const char* range) {
  return {Errc::invalid_argument,
          std::string("a ") + what + " of " + std::to_string(value) + "; it has to be " + range};
}

}  // namespace

ThrottledDevice::ThrottledDevice(std::string device_id, std::uint32_t device_scanners)
    : id(std::move(device_id)), scanners(std::max(device_scanners, 1u)) {}

ThrottledDevice& Throttle::add(std::string id, std::uint32_t scanners) {
  const std::lock_guard lock(mutex_);
  auto& device = devices_.emplace_back(std::make_unique<ThrottledDevice>(std::move(id), scanners));
  refresh(*device, TimePoint::clock::now());
  return *device;
}

Result<void> Throttle::set_rate(std::string_view owner, std::optional<double> hashes_per_second,
                                std::string_view device) {
  if (hashes_per_second && !(std::isfinite(*hashes_per_second) && *hashes_per_second > 0))
    return unusable("rate", *hashes_per_second, "positive and finite");
  return change(device, [&](LimitOwners& owners, TimePoint now) {
    owners.set_rate(owner, hashes_per_second, now);
  });
}

Result<void> Throttle::set_duty(std::string_view owner, std::optional<double> duty,
                                std::string_view device) {
  if (duty && !(*duty >= 0 && *duty <= 1)) return unusable("duty", *duty, "between 0 and 1");
  return change(device,
                [&](LimitOwners& owners, TimePoint now) { owners.set_duty(owner, duty, now); });
}

Result<void> Throttle::set_pause(std::string_view owner, std::optional<Hold> hold,
                                 std::string_view device) {
  return change(device,
                [&](LimitOwners& owners, TimePoint now) { owners.set_pause(owner, hold, now); });
}

void Throttle::lift(std::string_view owner) {
  {
    const std::lock_guard lock(mutex_);
    const TimePoint now = TimePoint::clock::now();
    const auto lift_from = [&](LimitOwners& owners) {
      owners.set_rate(owner, std::nullopt, now);
      owners.set_duty(owner, std::nullopt, now);
      owners.set_pause(owner, std::nullopt, now);
    };
    lift_from(owners_);
    for (const auto& device : devices_) lift_from(device->owners_);
    refresh(now);
  }
  changed_.notify_all();
}

Result<void> Throttle::change(std::string_view id,
                              const std::function<void(LimitOwners&, TimePoint)>& apply) {
  {
    const std::lock_guard lock(mutex_);
    const TimePoint now = TimePoint::clock::now();
    bool known = id.empty();
    if (known) apply(owners_, now);
    for (const auto& device : devices_)
      if (!id.empty() && device->id == id) {
        apply(device->owners_, now);
        known = true;
      }
    if (!known)
      return Error{Errc::not_found,
                   "there is no device " + std::string(id) + " in use; take one of those that are"};
    refresh(now);
  }
  changed_.notify_all();
  return {};
}

bool Throttle::all_paused() const {
  return std::all_of(devices_.begin(), devices_.end(),
                     [](const auto& device) { return device->signals.paused.load(); });
}

// What was not hashed in a pause is not made up for afterwards.
void Throttle::refresh(TimePoint now) {
  const auto& rate = owners_.in_force().rate;
  budget_.set_rate(rate ? std::optional(rate->value) : std::nullopt, now);
  const bool rested = all_paused();
  for (const auto& device : devices_) refresh(*device, now);
  if (rested) budget_.forget_lost_time(now);
}

// `paused` comes before the recall: whoever takes a unit reads them the other way round, and so
// misses neither (see Scheduler::next).
void Throttle::refresh(ThrottledDevice& device, TimePoint now) {
  device.limits_ = limits_of_device(owners_.in_force(), device.owners_.in_force());
  const LimitsInForce& limits = device.limits_;
  device.budget_.set_rate(limits.rate ? std::optional(limits.rate->value) : std::nullopt, now);
  device.duty_ = limits.duty ? limits.duty->value : 1;
  device.released_ = limits.pause && limits.pause->value == Hold::release;
  device.limited_ = limits.paused() || limits.duty || limits.rate || budget_.rate() > 0;
  const bool was_paused = device.signals.paused.exchange(limits.paused());
  if (limits.paused() && !was_paused) device.signals.recall.bump();
  if (!limits.paused() && was_paused) device.budget_.forget_lost_time(now);
}

ThrottleStatus Throttle::status() const {
  const std::lock_guard lock(mutex_);
  ThrottleStatus status{owners_.in_force(), {}};
  for (const auto& device : devices_) status.devices.push_back({device->id, device->limits_});
  return status;
}

// When the device's scanner may take a unit, while it is not paused; empty: now.
std::optional<Throttle::TimePoint> Throttle::free_at(const ThrottledDevice& device,
                                                     const Shift& shift) const {
  std::optional<TimePoint> at = std::max(budget_.free_at(), device.budget_.free_at());
  if (const double duty = device.duty(); duty > 0 && duty < 1) {
    const auto rest = std::chrono::ceil<TimePoint::duration>(shift.busy * (1 / duty - 1));
    at = std::max(at, std::optional(shift.ended + rest));
  }
  return at;
}

bool Throttle::due(const ThrottledDevice& device, const Shift& shift, TimePoint now) const {
  if (!device.limited_.load()) return true;
  const std::lock_guard lock(mutex_);
  if (closed_) return true;
  if (device.signals.paused.load()) return false;
  const auto at = free_at(device, shift);
  return !at || now >= *at;
}

void Throttle::wait(const ThrottledDevice& device, const Shift& shift) {
  if (!device.limited_.load()) return;
  std::unique_lock lock(mutex_);
  while (!closed_ && !device.signals.failed.load() && !device.released()) {
    if (device.signals.paused.load()) {
      changed_.wait(lock);
      continue;
    }
    const auto until = free_at(device, shift);  // a copy: others may move it while we sleep
    if (!until || TimePoint::clock::now() >= *until) return;
    changed_.wait_until(lock, *until);
  }
}

bool Throttle::wait_while_released(const ThrottledDevice& device) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return closed_ || !device.released(); });
  return !closed_;
}

// Hashes in a step of all scanners that hash now; `unknown` stands for one that has not said.
double Throttle::speed_of_all(double unknown) const {
  double sum = 0;
  for (const auto& device : devices_) {
    if (device->signals.failed.load() || device->signals.paused.load()) continue;
    const double speed = device->speed_.load();
    sum += device->scanners * device->duty() * (speed > 0 ? speed : unknown);
  }
  return sum;
}

std::uint64_t Throttle::most_hashes(ThrottledDevice& device, double full) {
  device.speed_ = full;
  if (!device.limited_.load()) return static_cast<std::uint64_t>(most_in_a_unit);
  const std::lock_guard lock(mutex_);
  double most = most_in_a_unit;
  if (budget_.rate() > 0)
    most =
        std::min(most, budget_.rate() * step_.count() * full / std::max(speed_of_all(full), full));
  if (device.budget_.rate() > 0)
    most = std::min(most, device.budget_.rate() * step_.count() / device.scanners);
  return static_cast<std::uint64_t>(std::max(most, 1.0));
}

RatesTaken Throttle::rates(const ThrottledDevice& device) const {
  if (!device.limited_.load()) return {};
  const std::lock_guard lock(mutex_);
  return {budget_.rate(), device.budget_.rate()};
}

void Throttle::spend(ThrottledDevice& device, const RatesTaken& rates, std::uint64_t hashes,
                     TimePoint now) {
  if (rates.all <= 0 && rates.device <= 0) return;
  const std::lock_guard lock(mutex_);
  budget_.spend(hashes, rates.all, now);
  device.budget_.spend(hashes, rates.device, now);
}

void Throttle::wake() {
  {
    const std::lock_guard lock(mutex_);
  }
  changed_.notify_all();
}

void Throttle::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  changed_.notify_all();
}

}  // namespace wildcat
