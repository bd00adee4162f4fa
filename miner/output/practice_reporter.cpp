// SPDX-License-Identifier: MIT
// See practice_reporter.h.
#include "miner/output/practice_reporter.h"

#include <fmt/format.h>
#include <unistd.h>

#include "miner/output/event_fields.h"
#include "miner/text/characters.h"
#include "miner/text/figures.h"
#include "wildcat/header.h"
#include "wildcat/version.h"

namespace wildcat::program {

namespace json = boost::json;

namespace {

/// Of what a client sent as a field of a share: enough for any that is right.
constexpr std::size_t field_columns = 100;

json::value field(std::string_view text) {
  return json::value(cut(valid_utf8(text.substr(0, field_columns)), field_columns));
}

json::object share_fields(const practice::ShareNews& share) {
  const Hash256 hash = Hash256::from_internal(share.hash);
  json::object fields;
  fields["client"] = share.address;
  fields["user"] = field(share.user);
  fields["accepted"] = share.code == 0;
  fields["code"] = share.code;
  fields["text"] = share.text;
  fields["block"] = share.is_block;
  fields["hash"] = hash == Hash256() ? json::value(nullptr) : json::value(hash.display_hex());
  fields["difficulty"] = number_or_null(share.difficulty);
  fields["pool_difficulty"] = number_or_null(share.pool_difficulty);
  fields["job"] = field(share.job);
  fields["extranonce2"] = field(share.extranonce2);
  fields["ntime"] = field(share.ntime);
  fields["nonce"] = field(share.nonce);
  fields["version_bits"] = share.version_bits.empty() ? nullptr : field(share.version_bits);
  return fields;
}

}  // namespace

void PracticeReporter::on_client(const std::string& address, bool connected) {
  console_.line(fmt::format("{} {}", address, connected ? "connected" : "left"));
  events_.write(connected ? "connect" : "disconnect", {{"client", address}});
}

void PracticeReporter::on_subscribe(const std::string& address, const std::string& user_agent,
                                    const std::string& extranonce1, bool resumed) {
  console_.debug(fmt::format("{} subscribed as {}, extranonce1 {}{}", address, redact_(user_agent),
                             extranonce1, resumed ? ", session resumed" : ""));
  events_.write("subscribe", {{"client", address},
                              {"user_agent", redact_(user_agent)},
                              {"extranonce1", extranonce1},
                              {"resumed", resumed}});
}

void PracticeReporter::on_authorize(const std::string& address, const std::string& user,
                                    bool accepted) {
  console_.debug(fmt::format("{} {}", address,
                             accepted ? "authorised as " + redact_(user) : "was not authorised"));
  events_.write("authorize",
                {{"client", address}, {"user", redact_(user)}, {"accepted", accepted}});
}

void PracticeReporter::on_share(const practice::ShareNews& share) {
  const bool good = share.code == 0;
  const std::string verdict = good ? (share.is_block ? "accepted, a block" : "accepted")
                                   : fmt::format("refused: {} {}", share.code, share.text);
  console_.line(fmt::format("{} {} share of {} {}", share.address, redact_(share.user),
                            format_difficulty(share.difficulty),
                            console_.paint(verdict, good ? Tone::good : Tone::warning)));
  if (events_.active()) events_.write("share", share_fields(share));
}

void PracticeReporter::on_job(const std::string& id, std::uint32_t height, bool clean) {
  const std::string text =
      fmt::format("job {} at height {}{}", id, height, clean ? ", new block" : "");
  if (listening_)
    console_.line(text, Tone::faint);
  else
    held_jobs_.push_back(text);
  events_.write("job", {{"job", id}, {"height", height}, {"clean", clean}});
}

void PracticeReporter::on_difficulty(const std::string& address, double difficulty) {
  console_.debug(fmt::format("{} difficulty {}", address, format_difficulty(difficulty)));
  events_.write("difficulty", {{"client", address}, {"difficulty", number_or_null(difficulty)}});
}

void PracticeReporter::on_bad_line(const std::string& address) {
  console_.line(fmt::format("{} sent a line that is no request", address), Tone::warning);
  events_.write("bad_line", {{"client", address}});
}

void PracticeReporter::on_step(const std::string& address, int line, std::string_view step) {
  console_.debug(fmt::format("{} scenario, line {}: {}", address, line, step));
  events_.write("step", {{"client", address}, {"line", line}, {"step", step}});
}

void PracticeReporter::on_listening(const practice::PoolOptions& options, std::uint16_t port,
                                    const std::string& fingerprint) {
  console_.plain(fmt::format("listening on {}:{}", options.host, port));
  listening_ = true;
  if (!fingerprint.empty())
    console_.plain(
        fmt::format("TLS certificate {} (made for this run; wildcat mine -o "
                    "stratum+ssl://{}:{} --tls-fingerprint {})",
                    fingerprint, options.host, port, fingerprint));
  for (const std::string& text : held_jobs_) console_.line(text, Tone::faint);
  held_jobs_.clear();
  events_.write("listening", {{"version", version_string},
                              {"pid", getpid()},
                              {"host", options.host},
                              {"port", port},
                              {"fingerprint", fingerprint.empty() ? json::value(nullptr)
                                                                  : json::value(fingerprint)},
                              {"fixed_difficulty", number_or_null(options.fixed_difficulty)},
                              {"scenario", options.scenario != nullptr}});
  console_.warning("PRACTICE: NOTHING MINED ON THIS POOL EARNS ANYTHING.");
}

void PracticeReporter::say_goodbye(const practice::PoolStats& stats, int code,
                                   const std::string& reason) {
  console_.plain(
      fmt::format("  {}; shares: {} accepted, {} stale, {} duplicate, {} low difficulty, {} "
                  "unauthorized, {} otherwise wrong; {}; {} hashes of work",
                  counted(stats.connections, "connection"), stats.accepted, stats.stale,
                  stats.duplicate, stats.low_difficulty, stats.unauthorized, stats.other,
                  counted(stats.blocks, "block"), format_count(stats.credited_hashes)));
  events_.write_last("exit", {{"code", code},
                              {"reason", reason},
                              {"connections", stats.connections},
                              {"accepted", stats.accepted},
                              {"stale", stats.stale},
                              {"duplicate", stats.duplicate},
                              {"low_difficulty", stats.low_difficulty},
                              {"unauthorized", stats.unauthorized},
                              {"other", stats.other},
                              {"blocks", stats.blocks},
                              {"credited_hashes", number_or_null(stats.credited_hashes)}});
}

}  // namespace wildcat::program
