// SPDX-License-Identifier: MIT
// How a Miner is held back: limits on its rate and its time that several owners set beside each
// other while it runs. A file of its own, because programs that show or steer a miner need these
// types and nothing else of the engine. The functions that take them are the Miner's.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#pragma GCC visibility push(default)  // what the shared library exports
namespace wildcat {

/// What a paused device does with its memory and its driver's context.
enum class Hold {
  keep,     ///< keeps them: it hashes again within milliseconds
  release,  ///< gives them back, and is opened and tested anew when it goes on
};

/// A limit that holds: the strictest of those that the owners have set.
template <class Value>
struct InForce {
  Value value{};      ///< what holds
  std::string owner;  ///< who has set it
  /// Since when this owner's limit is the one that holds. A new value of the same owner does not
  /// change it.
  std::chrono::steady_clock::time_point since{};
};

/// The limits that hold somewhere. Empty: there is none.
struct LimitsInForce {
  std::optional<InForce<double>> rate;  ///< hashes per second, positive
  std::optional<InForce<double>> duty;  ///< part of the time, 0 to 1; 0 is as good as a pause
  std::optional<InForce<Hold>> pause;   ///< nothing is hashed; release is stricter than keep
  /// True when nothing may be hashed.
  bool paused() const { return pause || (duty && duty->value <= 0); }
};

/// Those of one device. Duty and pause are the stricter of its own and of those for all devices;
/// the rate is its own alone.
struct DeviceLimits {
  std::string device;    ///< DeviceInfo::id
  LimitsInForce limits;  ///< what holds for it
};

/// All limits of a Miner at one moment.
struct ThrottleStatus {
  LimitsInForce all;                  ///< set for all devices; the rate is that of all together
  std::vector<DeviceLimits> devices;  ///< in the order of Miner::add_device
};

}  // namespace wildcat
#pragma GCC visibility pop
