// SPDX-License-Identifier: MIT
// The options of `mine`, `practice` and `devices` as typed values.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "miner/options/pool_options.h"
#include "miner/options/values.h"
#include "wildcat/fault.h"
#include "wildcat/pool_group.h"
#include "wildcat/result.h"
#include "wildcat/stratum.h"

namespace wildcat::program {

/// How the console is to look; every subcommand has these.
struct OutputOptions {
  bool quiet = false;
  bool debug = false;
  bool no_color = false;
};

/// Which devices, and how they are to run.
struct WorkOptions {
  std::uint32_t threads = 0;         ///< 0: one per usable CPU
  std::string kernel;                ///< empty: the fastest
  std::vector<std::string> devices;  ///< ids, numbers, names, addresses; empty: the default
  bool no_cpu = false;               ///< these backends are not asked at all
  bool no_cuda = false;
  bool no_opencl = false;
  bool tune = false;                     ///< find each graphics card's best setting anew
  std::optional<double> max_temp;        ///< degrees Celsius
  bool kernel_from_environment = false;  ///< WILDCAT_KERNEL, not --kernel
  bool idle = false;
  bool pin = true;
};

/// When to stop; all empty: never.
struct LimitOptions {
  std::optional<double> max_seconds;
  std::optional<std::uint64_t> max_shares;
  std::optional<std::uint64_t> max_blocks;
  std::optional<std::uint64_t> max_rejects;
};

/// How the miner is to behave towards a pool under test; empty: as miners do.
struct ControlOptions {
  std::uint32_t workers = 1;
  std::optional<double> hash_rate;          ///< hashes per second of all devices
  std::optional<double> shares_per_minute;  ///< of each worker
  std::optional<double> least_difficulty;   ///< of shares that are sent
  std::optional<std::uint64_t> seed;        ///< of all random choices
};

/// `wildcat mine`.
struct MineOptions {
  std::vector<PoolChoice> pools;  ///< at least one
  stratum::PoolStrategy strategy = stratum::PoolStrategy::failover;
  std::optional<int> retries;
  std::chrono::milliseconds retry_pause{1000};
  bool version_rolling = true;
  std::uint32_t version_mask = 0x1fffe000;
  std::optional<double> suggest_difficulty;
  bool fit_difficulty = false;  ///< suggest what the measured rate calls for
  std::chrono::milliseconds keep_alive{120'000};
  bool protocol_dump = false;
  std::vector<stratum::FaultRule> faults;  ///< to commit on purpose
  bool expect = false;                     ///< the pool's answers to them are to be right
  std::string record;                      ///< path, or empty
  std::string events;                      ///< path, "-", or empty
  WorkOptions work;
  LimitOptions limits;
  ControlOptions control;
  bool benchmark = false;  ///< no pool at all
  OutputOptions output;
};

/// `wildcat replay`.
struct ReplayOptions {
  std::string file;
  bool all = false;  ///< search what held nothing, too
  WorkOptions work;
  OutputOptions output;
};

/// `wildcat devices`.
struct DevicesOptions {
  bool json = false;
  WorkOptions work;
  OutputOptions output;
};

/// Each of these checks every value and its combination with others. Errors: one sentence with the
/// option's name, what is wrong and what would be right; passwords are never quoted. Reads
/// WILDCAT_KERNEL and password files.
Result<MineOptions> read_mine_options(const RawValues& raw);
Result<DevicesOptions> read_devices_options(const RawValues& raw);
Result<ReplayOptions> read_replay_options(const RawValues& raw);

/// Shared with the other subcommands: console options, and devices.
OutputOptions read_output_options(ValueReader& reader);
/// The path of --events, "-", or empty.
std::string read_events(ValueReader& reader);
WorkOptions read_work_options(ValueReader& reader);

}  // namespace wildcat::program
