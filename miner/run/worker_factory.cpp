// SPDX-License-Identifier: MIT
// Turns the settings of a run into the options of each worker's client and of the engine, with the
// difficulty that gives the wanted number of shares.
#include "miner/run/worker_factory.h"

#include <fmt/format.h>

#include "miner/run/seed.h"
#include "wildcat/version.h"

namespace wildcat::program {

namespace {

/// About a full unit of a fast core.
constexpr std::uint64_t fixed_unit_hashes = std::uint64_t{1} << 18;
/// What a suggestion after the measured rate aims at.
constexpr std::chrono::duration<double> share_every{20};
/// A rate is known well enough after so long.
constexpr std::chrono::seconds measured_for{10};
/// More shares are to be found than sent, so that one is there whenever it is due.
constexpr double found_per_sent = 4;

/// At which each worker finds what it is to find, when all together do `rate` hashes per second.
double difficulty_for(double rate, const ControlSettings& control) {
  std::chrono::duration<double> find_every = share_every;
  if (control.shares_per_minute)
    find_every = std::chrono::minutes(1) / *control.shares_per_minute / found_per_sent;
  return rate / control.workers * find_every.count() / Target::difficulty_1().expected_hashes();
}

/// What is known before anything has been measured.
std::optional<double> wanted_difficulty(const RunSettings& options) {
  const ControlSettings& control = options.control;
  if (options.suggest_difficulty || !control.hash_rate || !control.shares_per_minute)
    return options.suggest_difficulty;
  return difficulty_for(*control.hash_rate, control);
}

/// True when the pool is told what the measured rate calls for.
bool follows_rate(const RunSettings& options) {
  return options.fit_difficulty ||
         (options.control.shares_per_minute && !wanted_difficulty(options));
}

/// What all pools have in common.
stratum::ClientOptions client_options(const RunSettings& options) {
  stratum::ClientOptions client;
  client.user_agent = fmt::format("wildcat/{}", version_string);
  client.version_rolling = options.version_rolling;
  client.version_mask = options.version_mask;
  client.retries = options.retries;
  client.retry_pause = options.retry_pause;
  client.suggest_difficulty = wanted_difficulty(options);
  client.keep_alive = options.keep_alive;
  client.faults = options.faults;
  client.least_difficulty = options.control.least_difficulty;
  if (const auto most = options.limits.max_shares)
    client.budget = std::make_shared<stratum::ShareBudget>(stratum::ShareBudget{*most, 0, 0});
  return client;
}

}  // namespace

MinerOptions engine_options(const ControlSettings& control, std::uint64_t run, Observer* observer) {
  MinerOptions options;
  options.observer = observer;
  options.seed = seed_for(run, Chance::canaries);
  const auto usual = options.unit_time;
  options.unit_time = unit_time_for(control.workers);
  // Units by time would be cut elsewhere every time.
  if (control.seed) options.unit_hashes = fixed_unit_hashes * options.unit_time / usual;
  return options;
}

Fleet::WorkerFactory worker_factory(const RunSettings& options, std::uint64_t run,
                                    std::function<std::optional<double>()> fitting) {
  WorkerOptions pattern;
  pattern.client = client_options(options);
  if (follows_rate(options)) pattern.client.fitting_difficulty = std::move(fitting);
  pattern.shares_per_minute = options.control.shares_per_minute;
  pattern.blocks_at_once = options.control.blocks_at_once;
  return [pattern, pools = options.pools, run](std::uint32_t number, std::size_t pool) {
    const PoolSettings& choice = pools[pool];
    WorkerOptions worker = pattern;
    worker.number = number;
    worker.weight = choice.quota;
    worker.client.pool = *choice.url;
    worker.client.user = numbered(choice.user, number);
    worker.client.password = choice.password;
    worker.client.tls = choice.tls;
    worker.client.proxy = choice.proxy;
    worker.client.seed = seed_for(run, Chance::reconnects, number);
    worker.first_extranonce2 = seed_for(run, Chance::extranonce2, number);
    worker.phase_seed = seed_for(run, Chance::phases, number);
    return worker;
  };
}

std::optional<double> fitting_difficulty(const ControlSettings& control, const Stats& stats) {
  if (stats.elapsed < measured_for || !stats.rates.last_60_s) return std::nullopt;
  return difficulty_for(*stats.rates.last_60_s, control);
}

}  // namespace wildcat::program
