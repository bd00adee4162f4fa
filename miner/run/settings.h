// SPDX-License-Identifier: MIT
// What a run is told before it begins: plain values, whoever made them (the command line, a config
// file, a test). What of it can be changed later is in commands.h.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "miner/devices/device_settings.h"
#include "wildcat/fault.h"
#include "wildcat/header.h"
#include "wildcat/pool_group.h"
#include "wildcat/stratum.h"

namespace wildcat::program {

/// One pool to mine on.
struct PoolSettings {
  std::optional<stratum::PoolUrl> url;  ///< empty: practice in this process; the only one then
  std::string user = "practice";
  std::string password = "x";  ///< secret: never printed
  stratum::TlsOptions tls;
  std::optional<stratum::ProxyUrl> proxy;
  double quota = 1;  ///< part of the work, beside the others'
};

/// When to stop; all empty: never.
struct LimitSettings {
  std::optional<double> max_seconds;
  std::optional<std::uint64_t> max_shares;
  std::optional<std::uint64_t> max_blocks;
  std::optional<std::uint64_t> max_rejects;
};

/// How the miner is to behave towards a pool under test; empty: as miners do.
struct ControlSettings {
  std::uint32_t workers = 1;
  std::optional<double> hash_rate;          ///< hashes per second of all devices
  std::optional<double> shares_per_minute;  ///< of each worker
  bool blocks_at_once = false;              ///< blocks go beyond that number
  std::optional<double> least_difficulty;   ///< of shares that are sent
  std::optional<std::uint64_t> seed;        ///< of all random choices
};

/// Who limits the rate that the settings ask for (Miner::set_rate).
inline constexpr const char* rate_owner = "settings";

/// One run.
struct RunSettings {
  std::vector<PoolSettings> pools;  ///< at least one
  stratum::PoolStrategy strategy = stratum::PoolStrategy::failover;
  std::optional<int> retries;  ///< empty: for ever
  std::chrono::milliseconds retry_pause = stratum::ClientOptions{}.retry_pause;
  bool version_rolling = true;
  std::uint32_t version_mask = bip320_version_bits;
  std::optional<double> suggest_difficulty;
  bool fit_difficulty = false;  ///< suggest what the measured rate calls for
  std::chrono::milliseconds keep_alive = stratum::ClientOptions{}.keep_alive;
  std::vector<stratum::FaultRule> faults;  ///< to commit on purpose
  bool expect = false;                     ///< the pool's answers to them are to be right
  DeviceSettings work;
  LimitSettings limits;
  ControlSettings control;
};

/// Everything that must not be shown: passwords of pools and proxies, given any way.
std::vector<std::string> secrets_of(const std::vector<PoolSettings>& pools);

}  // namespace wildcat::program
