// SPDX-License-Identifier: MIT
// The thread is detached: a driver that hangs would hold up whoever joins it. All it touches is
// shared with it.
#include "miner/devices/sensors.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace wildcat::program {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {
constexpr std::chrono::milliseconds period = 1s, good_for = 5s, last_round = 100ms;
}

struct Sensors::Shared {
  std::unique_ptr<Telemetry> source;
  std::vector<DeviceInfo> devices;
  std::function<void(const Readings&)> heard;
  std::mutex mutex;  // guards what follows
  std::condition_variable changed;
  Readings readings;
  Clock::time_point read_at{};
  bool stopping = false;
  bool stopped = true;

  void run();
};

void Sensors::Shared::run() {
  std::unique_lock lock(mutex);
  while (!stopping) {
    lock.unlock();
    Readings round = read_sensors(*source, devices);
    lock.lock();
    // Under the lock: nobody is called once the destructor has had it.
    if (!stopping && heard) heard(round);
    readings = std::move(round);
    read_at = Clock::now();
    changed.wait_for(lock, period, [this] { return stopping; });
  }
  stopped = true;
  changed.notify_all();
}

Readings read_sensors(Telemetry& source, const std::vector<DeviceInfo>& devices) {
  Readings readings;
  for (const DeviceInfo& device : devices) {
    auto reading = device.kind == DeviceKind::cpu ? source.read_processor()
                   : device.pci.empty()           ? std::nullopt
                                                  : source.read(device.pci);
    if (reading) readings[device.id] = std::move(*reading);
  }
  return readings;
}

std::optional<DeviceReading> reading_of(const Readings& readings, const std::string& device) {
  const auto at = readings.find(device);
  if (at == readings.end()) return std::nullopt;
  return at->second;
}

std::optional<double> hashes_per_joule(std::optional<double> hashes_per_second,
                                       const DeviceReading& reading) {
  if (!hashes_per_second || !reading.power_watts || *reading.power_watts <= 0) return std::nullopt;
  return *hashes_per_second / *reading.power_watts;
}

Sensors::Sensors(std::unique_ptr<Telemetry> source, const std::vector<DeviceInfo>& devices,
                 std::function<void(const Readings&)> heard)
    : shared_(std::make_shared<Shared>()) {
  shared_->source = std::move(source);
  shared_->heard = std::move(heard);
  std::copy_if(devices.begin(), devices.end(), std::back_inserter(shared_->devices),
               [](const DeviceInfo& device) {
                 return device.kind == DeviceKind::cpu || !device.pci.empty();
               });
  if (shared_->devices.empty()) {
    if (shared_->heard) shared_->heard({});
    return;
  }
  shared_->stopped = false;
  std::thread([shared = shared_] { shared->run(); }).detach();
}

Sensors::~Sensors() {
  std::unique_lock lock(shared_->mutex);
  shared_->stopping = true;
  shared_->changed.notify_all();
  shared_->changed.wait_for(lock, last_round, [this] { return shared_->stopped; });
}

Readings Sensors::latest() const {
  const std::lock_guard lock(shared_->mutex);
  return Clock::now() - shared_->read_at < good_for ? shared_->readings : Readings();
}

}  // namespace wildcat::program
