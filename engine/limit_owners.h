// SPDX-License-Identifier: MIT
// Who has set which limit, and which of them holds. Apart from the throttle (throttle.h), which
// knows the time and the waiting threads: this is bookkeeping alone.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "wildcat/throttle.h"

namespace wildcat {

/// The limits of one scope: one device, or all of them. Each owner has at most one of each kind;
/// the strictest of a kind holds. Thread rule: one thread at a time.
class LimitOwners {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// Sets, or with an empty value takes back, what `owner` wants. `now`: when that is.
  void set_rate(std::string_view owner, std::optional<double> hashes_per_second, TimePoint now);
  void set_duty(std::string_view owner, std::optional<double> duty, TimePoint now);
  void set_pause(std::string_view owner, std::optional<Hold> hold, TimePoint now);
  /// What holds of all that was set.
  const LimitsInForce& in_force() const { return in_force_; }

 private:
  template <class Value>
  using ByOwner = std::map<std::string, Value, std::less<>>;

  ByOwner<double> rates_;
  ByOwner<double> duties_;
  ByOwner<Hold> pauses_;
  LimitsInForce in_force_;
};

/// What holds for a device under its own limits and those for all devices.
LimitsInForce limits_of_device(const LimitsInForce& all, const LimitsInForce& own);

}  // namespace wildcat
