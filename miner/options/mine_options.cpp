// SPDX-License-Identifier: MIT
// Typed options of `mine` and `devices`. Where two options say the same thing, the user is asked to
// keep one rather than made to guess which one wins.
#include "miner/options/mine_options.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "miner/options/fault_options.h"

namespace wildcat::program {

namespace {

constexpr double year = 366.0 * 24 * 3600;

void read_algorithm(ValueReader& reader) {
  const auto given = reader.text("algo");
  if (!given) return;
  std::string name = *given;
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (const char* known : {"sha256d", "sha-256d", "sha256", "sha2-256d", "bitcoin", "btc"})
    if (name == known) return;
  reader.fail(fmt::format(
      "--algo is '{}': this program computes sha256d only; leave the option out or use sha256d.",
      *given));
}

LimitSettings read_limits(ValueReader& reader) {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  LimitSettings limits;
  limits.max_seconds = reader.real("max-seconds", 0.001, year,
                                   "must be a number of seconds above 0 and up to a year.");
  limits.max_shares = reader.whole("max-shares", 1, most, "must be a number of shares from 1 on.");
  limits.max_blocks = reader.whole("max-blocks", 1, most, "must be a number of blocks from 1 on.");
  limits.max_rejects =
      reader.whole("max-rejects", 1, most, "must be a number of shares from 1 on.");
  return limits;
}

/// This very machine, whatever a name server says.
bool is_loopback(const std::string& host) {
  in_addr address{};
  const bool number = inet_pton(AF_INET, host.c_str(), &address) == 1;
  return host == "localhost" || host == "::1" || (number && ntohl(address.s_addr) >> 24U == 127);
}

/// A pool of somebody else's must not be flooded by accident.
void check_workers(ValueReader& reader, const MineOptions& options) {
  constexpr std::uint32_t welcome_anywhere = 8;
  const auto elsewhere = std::find_if(
      options.pools.begin(), options.pools.end(),
      [](const PoolSettings& pool) { return pool.url && !is_loopback(pool.url->host); });
  if (options.control.workers <= welcome_anywhere || elsewhere == options.pools.end() ||
      reader.flag("i-own-this-pool"))
    return;
  reader.fail(fmt::format(
      "--workers {} on {}: more than {} workers on a pool that is not on this machine are a burden "
      "that only its owner may allow. If you are, add --i-own-this-pool.",
      options.control.workers, elsewhere->url->host, welcome_anywhere));
}

ControlSettings read_control(ValueReader& reader) {
  ControlSettings control;
  control.workers = static_cast<std::uint32_t>(
      reader.whole("workers", 1, 10'000, "must be a number from 1 to 10000.").value_or(1));
  control.hash_rate =
      reader.rate("hashrate", "must be hashes per second above 0, such as 500k, 2M or 1.5G.");
  control.shares_per_minute = reader.real("shares-per-minute", 0.001, 60'000,
                                          "must be a number from 0.001 to 60000, of each worker.");
  control.least_difficulty = reader.real("difficulty", 1e-9, 1e15,
                                         "must be a number above 0; 1 is 2^32 hashes per share.");
  control.seed = reader.whole("seed", 0, ~std::uint64_t{0}, "must be a whole number.");
  return control;
}

void read_benchmark(ValueReader& reader, MineOptions& options) {
  options.benchmark = reader.flag("benchmark");
  if (!options.benchmark) return;
  for (const char* other : {"url", "max-shares", "max-blocks", "max-rejects", "workers", "events"})
    if (reader.text(other))
      reader.fail(
          fmt::format("--benchmark together with --{}: a benchmark has no pool; keep one.", other));
}

void read_strategy(ValueReader& reader, MineOptions& options) {
  const auto given = reader.text("pool-strategy");
  if (!given) return;
  if (*given == "failover")
    options.strategy = stratum::PoolStrategy::failover;
  else if (*given == "round-robin")
    options.strategy = stratum::PoolStrategy::round_robin;
  else if (*given == "quota")
    options.strategy = stratum::PoolStrategy::quota;
  else
    reader.fail(
        fmt::format("--pool-strategy is '{}': there are failover, round-robin and quota.", *given));
}

void read_suggestion(ValueReader& reader, MineOptions& options) {
  options.fit_difficulty = reader.text("suggest-difficulty") == "auto";
  if (options.fit_difficulty) return;
  options.suggest_difficulty =
      reader.real("suggest-difficulty", 1e-9, 1e15,
                  "must be a number above 0 (1 is 2^32 hashes per share), or 'auto'.");
}

void read_connection(ValueReader& reader, MineOptions& options) {
  if (const auto retries = reader.whole("retries", 0, 1'000'000, "must be a number from 0 on."))
    options.retries = static_cast<int>(*retries);
  if (const auto pause =
          reader.real("retry-pause", 0.01, 3600, "must be a number of seconds from 0.01 to 3600."))
    options.retry_pause = std::chrono::milliseconds(static_cast<std::int64_t>(*pause * 1000));
  options.version_rolling = !reader.flag("no-version-rolling");
  if (const auto mask = reader.hex("version-mask", "must be up to 8 hex digits, as 1fffe000."))
    options.version_mask = *mask;
  if (const auto keep = reader.real("keep-alive", 0, 86400, "must be a number of seconds, or 0."))
    options.keep_alive = std::chrono::milliseconds(static_cast<std::int64_t>(*keep * 1000));
  read_suggestion(reader, options);
  read_strategy(reader, options);
}

}  // namespace

DeviceSettings read_work_options(ValueReader& reader) {
  DeviceSettings work;
  work.threads = static_cast<std::uint32_t>(
      reader
          .whole("threads", 1, 4096,
                 "must be a number from 1 to 4096; leave the option out to use every CPU.")
          .value_or(0));
  work.kernel = reader.text("kernel").value_or("");
  if (const char* forced = std::getenv("WILDCAT_KERNEL");
      work.kernel.empty() && forced != nullptr) {
    work.kernel = forced;
    work.kernel_from_environment = *forced != '\0';
  }
  if (const auto list = reader.text("devices")) {
    work.devices = split_list(*list);
    if (work.devices.empty())
      reader.fail("--devices names no device; give ids as 'wildcat devices' lists them: cpu:0.");
  }
  work.no_cpu = reader.flag("no-cpu");
  work.no_cuda = reader.flag("no-cuda");
  work.no_opencl = reader.flag("no-opencl");
  work.tune = reader.flag("tune");
  work.max_temp = reader.real("max-temp", 20, 120, "must be degrees Celsius, from 20 to 120.");
  work.idle = reader.flag("idle");
  work.pin = !reader.flag("no-pin");
  return work;
}

OutputOptions read_output_options(ValueReader& reader) {
  if (reader.flag("quiet") && reader.flag("debug"))
    reader.fail("--quiet together with --debug; keep one of them.");
  return {reader.flag("quiet"), reader.flag("debug"), reader.flag("no-color")};
}

std::string read_events(ValueReader& reader) {
  const auto path = reader.text("events");
  if (path && path->empty())
    reader.fail("--events is empty; give a file name, or '-' for standard output.");
  return path.value_or("");
}

Result<MineOptions> read_mine_options(const RawValues& raw) {
  ValueReader reader(raw);
  MineOptions options;
  read_algorithm(reader);
  options.pools = read_pools(reader);
  read_connection(reader, options);
  options.faults = read_faults(reader);
  options.expect = reader.flag("expect");
  if (options.expect && options.faults.empty())
    reader.fail("--expect without --inject: it judges the answers to faults; add --inject KIND.");
  options.work = read_work_options(reader);
  options.limits = read_limits(reader);
  options.control = read_control(reader);
  check_workers(reader, options);
  read_benchmark(reader, options);
  options.output = read_output_options(reader);
  options.protocol_dump = reader.flag("protocol-dump");
  options.events = read_events(reader);
  options.record = reader.text("record").value_or("");
  if (reader.text("record") && (options.record.empty() || options.record == "-"))
    reader.fail("--record needs the name of a file.");
  if (reader.error()) return *reader.error();
  return options;
}

Result<ReplayOptions> read_replay_options(const RawValues& raw) {
  ValueReader reader(raw);
  ReplayOptions options;
  const auto words = reader.words();
  if (words.size() == 1)
    options.file = words.front();
  else
    reader.fail("it takes one record: the file that 'wildcat mine --record FILE' wrote.");
  options.all = reader.flag("all");
  options.work = read_work_options(reader);
  options.output = read_output_options(reader);
  if (reader.error()) return *reader.error();
  return options;
}

Result<DevicesOptions> read_devices_options(const RawValues& raw) {
  ValueReader reader(raw);
  DevicesOptions options;
  options.json = reader.flag("json");
  options.work = read_work_options(reader);
  options.output = read_output_options(reader);
  if (reader.error()) return *reader.error();
  return options;
}

}  // namespace wildcat::program
