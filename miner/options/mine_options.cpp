// SPDX-License-Identifier: MIT
// The rows of `mine`, and what they say together. Where two options say the same thing, the user is
// asked to keep one rather than made to guess which one wins.
#include "miner/options/mine_options.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <limits>

#include "miner/options/fault_options.h"
#include "miner/options/pool_options.h"

namespace wildcat::program {

namespace {

/// More workers than so many are a burden for a pool.
constexpr std::uint32_t welcome_anywhere = 8;
static_assert(welcome_anywhere == 8, "the help of --i-own-this-pool says 8");

constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();

void check_algorithm(ValueReader& reader, const OptionSpec& row, RunSettings&) {
  const auto given = reader.text(row.name);
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

constexpr std::array<std::pair<std::string_view, stratum::PoolStrategy>, 3> strategies{{
    {"failover", stratum::PoolStrategy::failover},
    {"round-robin", stratum::PoolStrategy::round_robin},
    {"quota", stratum::PoolStrategy::quota},
}};

void read_strategy(ValueReader& reader, const OptionSpec& row, RunSettings& settings) {
  const auto given = reader.text(row.name);
  if (!given) return;
  for (const auto& [name, strategy] : strategies)
    if (*given == name) {
      settings.strategy = strategy;
      return;
    }
  reader.fail(fmt::format("--{} is '{}': {}", row.name, *given, remedy_text(row)));
}

constexpr OptionValue strategy() {
  OptionValue value = bind::by<read_strategy>();
  value.remedy = "there are {choices}.";
  value.choices = [] {
    std::vector<std::string> names;
    for (const auto& known : strategies) names.emplace_back(known.first);
    return names;
  };
  return value;
}

void read_suggestion(ValueReader& reader, const OptionSpec& row, RunSettings& settings) {
  settings.fit_difficulty = reader.text(row.name) == "auto";
  if (!settings.fit_difficulty) settings.suggest_difficulty = bind::take_real(reader, row);
}

constexpr OptionSpec most_of(std::string_view name, OptionValue value, std::string_view text) {
  return {name, 0, "N", group::limits, text, value};
}

constexpr std::array mine_rows{
    pool_options::url,
    pool_options::user,
    pool_options::pass,
    pool_options::pass_file,
    pool_options::userpass,
    pool_options::proxy,
    pool_options::tls_ca,
    pool_options::tls_fingerprint,
    pool_options::tls_first_use,
    pool_options::tls_insecure,
    pool_options::quota,
    OptionSpec{"pool-strategy", 0, "NAME", group::pools,
               "With several pools: failover (the first that works; back to an earlier one when it "
               "works again; default), round-robin (one until it fails, then the next) or quota "
               "(all at once, in proportion).",
               strategy()},
    OptionSpec{"retries", 0, "N", group::pools,
               "Retry at most N times in a row, then give up (exit code 4 or 5). Default: no end.",
               bind::whole<&RunSettings::retries>(0, 1'000'000, "must be a number from 0 on.")},
    OptionSpec{"retry-pause", 0, "SECONDS", group::pools,
               "First pause between attempts; doubles up to a minute. Default {default}. After a "
               "refused user name the pause is 30 times as long; in scripts, --retries 0 ends with "
               "exit code 5 at once.",
               bind::real<&RunSettings::retry_pause>(
                   0.01, 3600, "must be a number of seconds from {low} to {high}.")},
    OptionSpec{"no-version-rolling", 0, "", group::pools,
               "Do not ask for version rolling (BIP 310).",
               bind::flag<&RunSettings::version_rolling, false>()},
    OptionSpec{"version-mask", 0, "HEX", group::pools,
               "Version bits to ask for, default {default} (BIP 320).",
               bind::hex<&RunSettings::version_mask>("must be up to 8 hex digits, as {default}.")},
    OptionSpec{
        "suggest-difficulty", 0, "D", group::pools,
        "Ask the pool for shares of this difficulty; 1 is 2^32 hashes on average. 'auto': "
        "what gives a share every 20 seconds at the measured rate. Pools start with what "
        "suits big machines, and may hang up on one that finds nothing.",
        bind::by<read_suggestion>(bind::real<&RunSettings::suggest_difficulty>(
            1e-9, 1e15, "must be a number above 0 (1 is 2^32 hashes per share), or 'auto'."))},
    OptionSpec{
        "keep-alive", 0, "SECONDS", group::pools,
        "Send something harmless when nothing was sent for so long, because some pools hang "
        "up on quiet clients; 0: never. Default {default}.",
        bind::real<&RunSettings::keep_alive>(0, 86400, "must be a number of seconds, or 0.")},
    common::max_seconds<&LimitSettings::max_seconds>(group::limits, "Stop after so long."),
    most_of("max-shares",
            bind::whole<&LimitSettings::max_shares>(1, most,
                                                    "must be a number of shares from 1 "
                                                    "on."),
            "Stop after exactly N accepted shares."),
    most_of("max-blocks",
            bind::whole<&LimitSettings::max_blocks>(1, most,
                                                    "must be a number of blocks from 1 "
                                                    "on."),
            "Stop when N blocks have been accepted; further ones may be under way."),
    most_of("max-rejects",
            bind::whole<&LimitSettings::max_rejects>(1, most,
                                                     "must be a number of shares from 1 "
                                                     "on."),
            "Stop when N shares have been refused (exit code 9). Those that crossed with the "
            "pool's new job do not count."),
    OptionSpec{"workers", 0, "N", group::control,
               "So many connections, from {low} to {high}, each a miner of its own for the pool; "
               "limits count over all. '%n' in --user is the worker's number.",
               bind::whole<&ControlSettings::workers>(1, 10'000,
                                                      "must be a number from {low} to {high}.")},
    OptionSpec{"i-own-this-pool", 0, "", group::control,
               "Allow more than 8 workers on a pool that is not on this machine.",
               bind::flag_by_hand()},
    OptionSpec{"hashrate", 0, "RATE", group::control,
               "Hash no faster than this, all devices together: 500k, 2M, 1.5G (hashes per "
               "second). When they cannot do so much, that is said.",
               bind::rate<&ControlSettings::hash_rate>(
                   "must be hashes per second above 0, such as 500k, 2M or 1.5G.")},
    OptionSpec{
        "shares-per-minute", 0, "N", group::control,
        "Each worker sends N shares a minute, if it finds so many; the rest it keeps to itself. "
        "The pool is asked for a difficulty that gives enough, at once with --hashrate, else "
        "once the rate has been measured.",
        bind::real<&ControlSettings::shares_per_minute>(
            0.001, 60'000, "must be a number from {low} to {high}, of each worker.")},
    OptionSpec{"blocks-at-once", 0, "", group::control,
               "Blocks go beyond --shares-per-minute, however many are found. Without it one block "
               "may go ahead, and the shares after it wait until the count is right again.",
               bind::flag<&ControlSettings::blocks_at_once>()},
    OptionSpec{"difficulty", 0, "D", group::control,
               "Send only shares of at least this difficulty, even if the pool asks for less.",
               bind::real<&ControlSettings::least_difficulty>(
                   1e-9, 1e15, "must be a number above 0; 1 is 2^32 hashes per share.")},
    OptionSpec{
        "seed", 0, "N", group::control,
        "Makes all random choices the same every time. With one thread, one kernel and the same "
        "jobs, the same work is searched in the same order.",
        bind::whole<&ControlSettings::seed>(0, ~std::uint64_t{0}, "must be a whole number.")},
    OptionSpec{"benchmark", 0, "", group::control,
               "No pool: hash, and print '<number> khash/s' to standard error every few seconds.",
               bind::flag<&MineOptions::benchmark>()},
    common::threads,
    OptionSpec{"algo", 'a', "NAME", group::work, "sha256d, the only algorithm there is.",
               bind::by<check_algorithm>()},
    common::devices,
    common::no_cpu,
    common::no_cuda,
    common::no_opencl,
    common::tune,
    OptionSpec{"max-temp", 0, "CELSIUS", group::work,
               "Give a device less work from 5 degrees below this on, and none at it until it has "
               "cooled down by 5. Nothing of the device is set. Default: the driver decides.",
               bind::real<&DeviceSettings::max_temp>(
                   20, 120, "must be degrees Celsius, from {low} to {high}.")},
    common::kernel,
    common::idle,
    common::no_pin,
    OptionSpec{"inject", 0, "KIND[=RATE]", group::faults,
               "After accepted shares (the part RATE of them, default 1) send a broken or untrue "
               "copy besides, to test the pool. Kinds: {choices}. May be repeated. The copies "
               "count neither as shares nor for --max-shares. See docs/FAULTS.md.",
               inject_value(), Repeat::joined},
    OptionSpec{"expect", 0, "", group::faults,
               "End with exit code 8 when the pool's answer to a fault is not what a correct pool "
               "says, or when a kind never got an answer.",
               bind::flag<&RunSettings::expect>()},
    OptionSpec{"events", 0, "FILE", group::output,
               "Append one JSON object per event to FILE; '-' is standard output, and moves "
               "everything else to standard error. See docs/EVENTS.md.",
               bind::stream<&MineOptions::events>()},
    OptionSpec{"record", 0, "FILE", group::output,
               "Write everything said, heard and found to FILE, without the password, for 'wildcat "
               "replay FILE'. See docs/RECORDS.md.",
               bind::file<&MineOptions::record>()},
    common::quiet,
    common::debug,
    OptionSpec{"protocol-dump", 'P', "", group::output,
               "Show every line to and from the pool, passwords masked.",
               bind::flag<&MineOptions::protocol_dump>()},
    common::no_color,
    common::config,
    common::help,
};

/// This very machine, whatever a name server says.
bool is_loopback(const std::string& host) {
  in_addr address{};
  const bool number = inet_pton(AF_INET, host.c_str(), &address) == 1;
  return host == "localhost" || host == "::1" || (number && ntohl(address.s_addr) >> 24U == 127);
}

/// A pool of somebody else's must not be flooded by accident.
void check_workers(ValueReader& reader, const MineOptions& options) {
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

void check_benchmark(ValueReader& reader, const MineOptions& options) {
  if (!options.benchmark) return;
  for (const char* other : {"url", "max-shares", "max-blocks", "max-rejects", "workers", "events"})
    if (reader.text(other))
      reader.fail(
          fmt::format("--benchmark together with --{}: a benchmark has no pool; keep one.", other));
}

void check_faults(ValueReader& reader, const MineOptions& options) {
  if (options.expect && options.faults.empty())
    reader.fail("--expect without --inject: it judges the answers to faults; add --inject KIND.");
}

}  // namespace

std::span<const OptionSpec> mine_options() { return mine_rows; }

Result<MineOptions> read_mine_options(const RawValues& raw) {
  ValueReader reader(raw);
  MineOptions options;
  options.pools = read_pools(reader, mine_rows);
  read_settings<RunSettings>(reader, mine_rows, options);
  check_faults(reader, options);
  read_settings(reader, mine_rows, options.work);
  read_settings(reader, mine_rows, options.limits);
  read_settings(reader, mine_rows, options.control);
  check_workers(reader, options);
  read_settings(reader, mine_rows, options);
  check_benchmark(reader, options);
  options.output = read_output_options(reader, mine_rows);
  if (reader.error()) return *reader.error();
  return options;
}

}  // namespace wildcat::program
