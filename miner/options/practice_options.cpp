// SPDX-License-Identifier: MIT
// The rows of `practice`, and what they say together.
#include "miner/options/practice_options.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "wildcat/target.h"

namespace wildcat::program {

namespace {

using Pool = practice::PoolOptions;

template <auto Field>
constexpr OptionSpec pool_difficulty(std::string_view name, std::string_view text) {
  return {
      name, 0,
      "D",  group::server,
      text, bind::real<Field>(1e-9, 1e15, "must be a number above 0; 1 is 2^32 hashes per share.")};
}

template <auto Field>
constexpr OptionSpec interval(std::string_view name, std::string_view text) {
  return {
      name,      0,
      "SECONDS", group::server,
      text,      bind::real<Field>(0.01, 1e6, "must be a number of seconds from {low} to {high}.")};
}

void read_scenario(ValueReader& reader, const OptionSpec& row, Pool& pool) {
  const auto path = reader.text(row.name);
  if (!path) return;
  std::ifstream file(*path);
  std::stringstream text;
  if (!file || !(text << file.rdbuf()))
    return reader.fail(fmt::format(
        "--scenario '{}' cannot be read ({}), or is empty; give the path of a readable file.",
        *path, std::strerror(errno)));
  auto scenario = practice::parse_scenario(text.str());
  if (!scenario)
    return reader.fail(fmt::format("--scenario '{}', {}", *path, scenario.error().message));
  pool.scenario = std::make_shared<const practice::Scenario>(std::move(*scenario));
}

void read_nbits(ValueReader& reader, const OptionSpec& row, Pool& pool) {
  const auto nbits = bind::take_hex(reader, row);
  if (!nbits) return;
  pool.nbits = *nbits;
  if (const auto target = Target::from_nbits(*nbits); !target)
    reader.fail(fmt::format("--nbits: {}", target.error().message));
}

constexpr std::array practice_rows{
    OptionSpec{"host", 0, "ADDRESS", group::server, "Address to listen on. Default {default}.",
               bind::text<&Pool::host>()},
    OptionSpec{"port", 0, "N", group::server,
               "Port to listen on; 0: any free one. Default {default}.",
               bind::whole<&Pool::port>(0, 65535, "must be from 1 to {high}, or 0 for any.")},
    pool_difficulty<&Pool::start_difficulty>("difficulty",
                                             "Difficulty of a new connection. Default {default}."),
    pool_difficulty<&Pool::min_difficulty>("min-difficulty",
                                           "Never lower than this. Default {default}."),
    pool_difficulty<&Pool::fixed_difficulty>(
        "fixed-difficulty",
        "Every connection has this difficulty for good: it is never adjusted, and wishes of "
        "clients change nothing."),
    OptionSpec{"tls", 0, "", group::server,
               "Serve TLS, with a certificate made for this run; its fingerprint is printed, for "
               "the client's --tls-fingerprint.",
               bind::flag<&Pool::tls>()},
    OptionSpec{"scenario", 0, "FILE", group::server,
               "Do what the steps in FILE say on each connection: difficulties, blocks, delays, "
               "silence, redirects, broken lines, disconnects. See docs/PRACTICE.md.",
               bind::by<read_scenario>()},
    interval<&Pool::share_interval>("share-interval",
                                    "The difficulty of each connection is steered towards one "
                                    "share in so long. Default {default}."),
    interval<&Pool::job_interval>("job-interval", "Between refreshed jobs. Default {default}."),
    interval<&Pool::block_interval>("block-interval",
                                    "Mean time between new blocks, which void all work. Default "
                                    "{default}."),
    OptionSpec{
        "nbits", 0, "HEX", group::server, "Network target, compact form. Default {default}.",
        bind::by<read_nbits>(bind::hex<&Pool::nbits>("must be 8 hex digits, as {default}."))},
    OptionSpec{"version-mask", 0, "HEX", group::server,
               "Version bits granted to clients; 0 refuses version rolling. Default {default}.",
               bind::hex<&Pool::version_mask>("must be up to 8 hex digits, as {default}.")},
    OptionSpec{"extranonce2-size", 0, "BYTES", group::server, "{low} to {high}. Default {default}.",
               bind::whole<&Pool::extranonce2_size>(1, 16, "must be from {low} to {high} bytes.")},
    OptionSpec{"user", 'u', "NAME", group::server, "Authorise only this user. Default: anybody.",
               bind::text<&Pool::user>()},
    OptionSpec{"pass", 'p', "PASSWORD", group::server, "With --user: and only with this password.",
               bind::by_hand<&Pool::password>()},
    OptionSpec{"pass-file", 0, "FILE", group::server,
               "Read that password from the first line of FILE.", bind::by_hand<&Pool::password>()},
    OptionSpec{"seed", 0, "N", group::server,
               "Make the jobs' contents repeatable. Default: random.",
               bind::whole<&Pool::seed>(0, ~std::uint64_t{0}, "must be a whole number.")},
    common::max_seconds<&PracticeOptions::max_seconds>(group::limits, "Stop after so long."),
    OptionSpec{"events", 0, "FILE", group::output,
               "Append one JSON object per event (connections, jobs, shares with their verdict) to "
               "FILE; '-' is standard output, and moves everything else to standard error. See "
               "docs/PRACTICE.md.",
               bind::stream<&PracticeOptions::events>()},
    reworded(common::quiet, "Only the address, warnings, errors and the totals."),
    common::debug,
    common::no_color,
    reworded(common::config, "Read options from FILE, as for 'mine'."),
    common::help,
};

void check_difficulties(ValueReader& reader) {
  if (!reader.text("fixed-difficulty")) return;
  for (const char* other : {"difficulty", "min-difficulty", "share-interval"})
    if (reader.text(other))
      reader.fail(
          fmt::format("--fixed-difficulty together with --{}, which has no effect then; "
                      "keep one of them.",
                      other));
}

void read_password_of_user(ValueReader& reader, Pool& pool) {
  const auto password = read_password(reader);
  if (password && pool.user.empty())
    reader.fail("--pass without --user: name the user that the password is for.");
  pool.password = password.value_or("x");
}

}  // namespace

std::span<const OptionSpec> practice_options() { return practice_rows; }

Result<PracticeOptions> read_practice_options(const RawValues& raw) {
  ValueReader reader(raw);
  PracticeOptions options;
  check_difficulties(reader);
  read_settings(reader, practice_rows, options.pool);
  read_password_of_user(reader, options.pool);
  read_settings(reader, practice_rows, options);
  options.output = read_output_options(reader, practice_rows);
  if (reader.error()) return *reader.error();
  return options;
}

}  // namespace wildcat::program
