// SPDX-License-Identifier: MIT
// Holds scanners back: by a rate for all devices together, and for each device by a rate, a part of
// the time (duty) and a pause. Limits are kept by waiting between units. Nobody holds a unit while
// waiting, so none becomes stale meanwhile; a pause also recalls the units in hand, whose rest is
// then handed out again.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/limit_owners.h"
#include "engine/rate_budget.h"
#include "wildcat/result.h"
#include "wildcat/throttle.h"
#include "wildcat/work.h"

namespace wildcat {

/// What the scanners of one device look at to know whether to go on. Thread rule: any thread.
struct DeviceSignals {
  std::atomic<bool> failed{false};  ///< it has stopped, and is not back
  std::atomic<bool> paused{false};  ///< it is given nothing
  Generation recall;                ///< moves on after `paused` was set: units in hand are to end
};

/// How long one scanner has worked since it last rested. The scanner's own thread's.
struct Shift {
  std::chrono::duration<double> busy{0};
  std::chrono::steady_clock::time_point ended{};
};

/// The rates under which a unit was taken, which it is paid by. 0: there was no limit.
struct RatesTaken {
  double all = 0;
  double device = 0;
};

/// One device under the throttle. Thread rule: `signals`, `id` and `scanners` any thread; the rest
/// is the Throttle's.
class ThrottledDevice {
 public:
  ThrottledDevice(std::string id, std::uint32_t scanners);
  const std::string id;          ///< DeviceInfo::id
  const std::uint32_t scanners;  ///< how many share its limits
  DeviceSignals signals;
  /// True while it is to give memory and context back.
  bool released() const { return released_.load(); }
  /// Part of the time that it may work.
  double duty() const { return duty_.load(); }

 private:
  friend class Throttle;
  std::atomic<bool> limited_{false};  // anything below holds it back
  std::atomic<bool> released_{false};
  std::atomic<double> duty_{1};
  std::atomic<double> speed_{0};  // hashes that a scanner does in one step; 0: not known yet
  // Guarded by the throttle's mutex:
  LimitOwners owners_;
  LimitsInForce limits_;
  RateBudget budget_;
};

/// The throttle of one Miner. Thread rule: set_step() and add() before the scanners start; all else
/// from any thread. Functions that take an `owner` name the scope by DeviceInfo::id, or by an empty
/// text for all devices; error: not_found for an id that no device has.
class Throttle {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// With a rate each scanner hashes and rests once in a `step`.
  void set_step(std::chrono::microseconds step) { step_ = step; }
  /// Takes a device; the reference stays valid.
  ThrottledDevice& add(std::string id, std::uint32_t scanners);

  /// See Miner, whose functions of these names do the same.
  Result<void> set_rate(std::string_view owner, std::optional<double> hashes_per_second,
                        std::string_view device);
  Result<void> set_duty(std::string_view owner, std::optional<double> duty,
                        std::string_view device);
  Result<void> set_pause(std::string_view owner, std::optional<Hold> hold, std::string_view device);
  void lift(std::string_view owner);
  ThrottleStatus status() const;

  /// True when a scanner of `device` that has worked for `shift` may take a unit at `now`.
  bool due(const ThrottledDevice& device, const Shift& shift, TimePoint now) const;
  /// Waits until that is so, the device has failed (see wake()), is to be released, or close().
  /// Takes no lock while nothing is limited.
  void wait(const ThrottledDevice& device, const Shift& shift);
  /// Waits while the device is to stay released. False after close().
  bool wait_while_released(const ThrottledDevice& device);
  /// Most hashes of the next unit of one of the device's scanners, 1 to 2^32. `full`: what it would
  /// do in a step without any limit. Devices share a rate by their speed, so that all units last
  /// equally long; a device that is paused or has failed leaves its part to the others.
  std::uint64_t most_hashes(ThrottledDevice& device, double full);
  /// The rates that a unit is taken under now.
  RatesTaken rates(const ThrottledDevice& device) const;
  /// So much has been hashed until `now` in a unit taken under `rates`.
  void spend(ThrottledDevice& device, const RatesTaken& rates, std::uint64_t hashes, TimePoint now);

  /// Makes those who wait look at their device again.
  void wake();
  /// Nobody waits any more, for good.
  void close();

 private:
  Result<void> change(std::string_view device,
                      const std::function<void(LimitOwners&, TimePoint)>& apply);
  void refresh(TimePoint now);
  void refresh(ThrottledDevice& device, TimePoint now);
  bool all_paused() const;
  std::optional<TimePoint> free_at(const ThrottledDevice& device, const Shift& shift) const;
  double speed_of_all(double unknown) const;

  std::chrono::duration<double> step_{0.016};
  mutable std::mutex mutex_;  // guards the rest
  std::condition_variable changed_;
  std::vector<std::unique_ptr<ThrottledDevice>> devices_;
  LimitOwners owners_;
  RateBudget budget_;
  bool closed_ = false;
};

}  // namespace wildcat
