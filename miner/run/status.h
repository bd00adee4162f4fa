// SPDX-License-Identifier: MIT
// Where a run stands at one moment: plain structs whose described members are the fields of its
// JSON. A header of its own for those who only look.
#pragma once

#include <boost/describe/class.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "miner/run/figures.h"
#include "miner/run/pool_book.h"

namespace wildcat::program {

/// What a run is doing.
enum class RunState { preparing, mining, ending };
/// "preparing", "mining", "ending".
const char* to_string(RunState state);

/// A limit that holds now.
struct ThrottleFigures {
  std::string owner;            ///< who set it: "settings", "user", "heat", ...
  std::string limit;            ///< "rate", "duty", "pause"
  std::optional<double> value;  ///< hashes per second, or share of the time; empty: a pause
  std::chrono::system_clock::time_point since;
};
BOOST_DESCRIBE_STRUCT(ThrottleFigures, (), (owner, limit, value, since))

/// One device.
struct DeviceStatus : DeviceFigures {
  std::uint32_t scanners = 0;
  TextOrNull setting;                      ///< how it is driven
  std::optional<double> energy_joules;     ///< used since the run began, as its sensor tells
  std::vector<ThrottleFigures> throttles;  ///< those that hold for it
};
BOOST_DESCRIBE_STRUCT(DeviceStatus, (DeviceFigures), (scanners, setting, energy_joules, throttles))

/// The whole run but its workers, who are asked for by page.
struct Status {
  std::string version;
  std::uint64_t seed = 0;
  RunState state = RunState::preparing;
  std::chrono::system_clock::time_point started;
  Seconds mined;  ///< since mining began
  bool practice = false;
  std::uint32_t workers = 1, ready_workers = 0;
  RateFigures hashes_per_second;
  std::optional<ImpliedFigures> implied;
  Totals totals;
  std::optional<FaultTotals> faults;
  std::optional<double> energy_joules;     ///< of the devices that tell it
  std::vector<ThrottleFigures> throttles;  ///< on all devices together
  std::vector<DeviceStatus> devices;
  std::vector<PoolStatus> pools;
};
BOOST_DESCRIBE_STRUCT(Status, (),
                      (version, seed, state, started, mined, practice, workers, ready_workers,
                       hashes_per_second, implied, totals, faults, energy_joules, throttles,
                       devices, pools))

}  // namespace wildcat::program
