// SPDX-License-Identifier: MIT
// Devices made of plain code for the miner's tests: an honest one that tries every nonce with the
// scalar hash, and hooks to make it lie, fail, hang or dawdle.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "tests/support/flat_job.h"
#include "wildcat/device.h"
#include "wildcat/miner.h"

namespace wildcat::fake {

/// How a fake device behaves. The hooks run on scanner threads.
struct Behaviour {
  std::string id = "fake:0";
  std::uint32_t scanners = 1;
  Shape shape{4, 64, 1};
  /// Finds every hit of the unit; replaced where hashing would only cost time.
  std::function<Completion(const WorkUnit&)> search = {};
  /// Changes what a wait returns.
  std::function<Result<Completion>(const WorkUnit&, Completion)> on_wait = {};
  std::function<Result<void>(const WorkUnit&)> on_submit = {};
  std::function<Result<void>(std::uint32_t index)> on_open = {};
  /// How many of its scanners are open.
  std::shared_ptr<std::atomic<int>> open = std::make_shared<std::atomic<int>>(0);
  /// Counts poke() calls of all its scanners.
  std::shared_ptr<std::atomic<int>> pokes = std::make_shared<std::atomic<int>>(0);
};

std::unique_ptr<Device> device(Behaviour behaviour);

/// Every hit of the unit by brute force; stops when the unit has a reason to.
Completion honest_search(const WorkUnit& unit);
/// Claims to have searched, at once, and finds nothing.
Completion blind_search(const WorkUnit& unit);

/// A job whose shares are 1 in `odds` hashes; jobs of different ids have different work.
test::FlatJob job(const std::string& id, double odds = 256);

/// What sources of such jobs roll under.
inline const Extranonce extranonce{{4, 5, 6, 7}, 4};

/// Remembers every unit that a device is asked for.
class Ledger {
 public:
  /// For Behaviour::on_submit.
  std::function<Result<void>(const WorkUnit&)> hook();
  std::vector<WorkUnit> all() const;

 private:
  mutable std::mutex mutex_;
  std::vector<WorkUnit> units_;
};

/// Collects shares, from any thread.
class Inbox {
 public:
  std::function<void(const Share&)> sink();
  /// True once `count` shares have come (waits up to half a minute).
  bool wait_for(std::size_t count);
  std::vector<Share> shares() const;

 private:
  mutable std::mutex mutex_;
  std::vector<Share> shares_;
};

/// Collects events, from any thread.
class Witness : public Observer {
 public:
  void on_hardware_error(const HardwareError& e) override;
  void on_canary(const CanaryResult& r) override;
  void on_device_failure(const DeviceFailure& f) override;
  void on_device_recovery(const std::string& device) override;
  void on_stale_share(const Share& s, StaleFault fault) override;

  std::vector<HardwareError> errors() const { return copy(errors_); }
  std::vector<CanaryResult> canaries() const { return copy(canaries_); }
  std::vector<DeviceFailure> failures() const { return copy(failures_); }
  std::vector<std::string> recoveries() const { return copy(recoveries_); }
  std::vector<Share> stale() const { return copy(stale_); }

 private:
  template <class T>
  std::vector<T> copy(const std::vector<T>& from) const {
    const std::lock_guard lock(mutex_);
    return from;
  }
  mutable std::mutex mutex_;
  std::vector<HardwareError> errors_;
  std::vector<CanaryResult> canaries_;
  std::vector<DeviceFailure> failures_;
  std::vector<std::string> recoveries_;
  std::vector<Share> stale_;
};

/// Waits (up to half a minute) until `condition` holds; false when it never did.
bool eventually(const std::function<bool()>& condition);
/// Waits until the miner's `device`-th device has more hashes than now; false when it never had.
bool hashes_on(const Miner& miner, std::size_t device);

/// Options without canaries, for tests that count units.
MinerOptions no_canaries(Observer* observer = nullptr);

}  // namespace wildcat::fake
