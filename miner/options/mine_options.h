// SPDX-License-Identifier: MIT
// The options of `mine`, `practice` and `devices` as typed values.
#pragma once

#include <string>

#include "miner/options/pool_options.h"
#include "miner/options/values.h"
#include "miner/run/settings.h"
#include "wildcat/result.h"

namespace wildcat::program {

/// How the console is to look; every subcommand has these.
struct OutputOptions {
  bool quiet = false;
  bool debug = false;
  bool no_color = false;
};

/// `wildcat mine`: a run, and who is told of it.
struct MineOptions : RunSettings {
  bool protocol_dump = false;
  std::string record;      ///< path, or empty
  std::string events;      ///< path, "-", or empty
  bool benchmark = false;  ///< no pool at all
  OutputOptions output;
};

/// `wildcat replay`.
struct ReplayOptions {
  std::string file;
  bool all = false;  ///< search what held nothing, too
  DeviceSettings work;
  OutputOptions output;
};

/// `wildcat devices`.
struct DevicesOptions {
  bool json = false;
  DeviceSettings work;
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
DeviceSettings read_work_options(ValueReader& reader);

}  // namespace wildcat::program
