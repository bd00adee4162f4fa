// SPDX-License-Identifier: MIT
// Typed options of `practice`.
#include "miner/options/practice_options.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "wildcat/target.h"

namespace wildcat::program {

namespace {

void read_interval(ValueReader& reader, std::string_view name, std::chrono::milliseconds& into) {
  if (const auto seconds =
          reader.real(name, 0.01, 1e6, "must be a number of seconds from 0.01 to 1000000."))
    into = std::chrono::milliseconds(static_cast<std::int64_t>(*seconds * 1000));
}

void read_difficulty(ValueReader& reader, std::string_view name, double& into) {
  if (const auto given =
          reader.real(name, 1e-9, 1e15, "must be a number above 0; 1 is 2^32 hashes per share."))
    into = *given;
}

void read_difficulties(ValueReader& reader, practice::PoolOptions& pool) {
  read_difficulty(reader, "difficulty", pool.start_difficulty);
  read_difficulty(reader, "min-difficulty", pool.min_difficulty);
  if (!reader.text("fixed-difficulty")) return;
  for (const char* other : {"difficulty", "min-difficulty", "share-interval"})
    if (reader.text(other))
      reader.fail(
          fmt::format("--fixed-difficulty together with --{}, which has no effect then; "
                      "keep one of them.",
                      other));
  read_difficulty(reader, "fixed-difficulty", pool.fixed_difficulty.emplace());
}

void read_scenario(ValueReader& reader, practice::PoolOptions& pool) {
  const auto path = reader.text("scenario");
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

void read_chain(ValueReader& reader, practice::PoolOptions& pool) {
  if (const auto nbits = reader.hex("nbits", "must be 8 hex digits, as 1d00ffff.")) {
    pool.nbits = *nbits;
    if (const auto target = Target::from_nbits(*nbits); !target)
      reader.fail(fmt::format("--nbits: {}", target.error().message));
  }
  if (const auto mask = reader.hex("version-mask", "must be up to 8 hex digits, as 1fffe000."))
    pool.version_mask = *mask;
  if (const auto size = reader.whole("extranonce2-size", 1, 16, "must be from 1 to 16 bytes."))
    pool.extranonce2_size = static_cast<std::uint8_t>(*size);
}

void read_login(ValueReader& reader, practice::PoolOptions& pool) {
  pool.user = reader.text("user").value_or("");
  const auto password = read_password(reader);
  if (password && pool.user.empty())
    reader.fail("--pass without --user: name the user that the password is for.");
  pool.password = password.value_or("x");
}

}  // namespace

Result<PracticeOptions> read_practice_options(const RawValues& raw) {
  ValueReader reader(raw);
  PracticeOptions options;
  practice::PoolOptions& pool = options.pool;
  pool.host = reader.text("host").value_or(pool.host);
  if (const auto port = reader.whole("port", 0, 65535, "must be from 1 to 65535, or 0 for any."))
    pool.port = static_cast<std::uint16_t>(*port);
  read_difficulties(reader, pool);
  read_scenario(reader, pool);
  pool.tls = reader.flag("tls");
  read_interval(reader, "share-interval", pool.share_interval);
  read_interval(reader, "job-interval", pool.job_interval);
  read_interval(reader, "block-interval", pool.block_interval);
  read_chain(reader, pool);
  read_login(reader, pool);
  options.events = read_events(reader);
  pool.seed = reader.whole("seed", 0, ~std::uint64_t{0}, "must be a number.").value_or(0);
  options.max_seconds =
      reader.real("max-seconds", 0.001, 3.2e7, "must be a number of seconds above 0.");
  options.output = read_output_options(reader);
  if (reader.error()) return *reader.error();
  return options;
}

}  // namespace wildcat::program
