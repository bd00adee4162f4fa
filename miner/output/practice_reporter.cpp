// SPDX-License-Identifier: MIT
// Makes console lines and events of what the practice pool tells its observer.
#include "miner/output/practice_reporter.h"

#include <fmt/format.h>
#include <unistd.h>

#include "miner/output/practice_events.h"
#include "miner/text/characters.h"
#include "miner/text/figures.h"
#include "wildcat/header.h"
#include "wildcat/version.h"

namespace wildcat::program {

namespace {

/// Of what a client sent as a field of a share: enough for any that is right.
constexpr std::size_t field_columns = 100;

std::string field(std::string_view text) {
  return cut(valid_utf8(text.substr(0, field_columns)), field_columns);
}

practice_event::Share share_event(const practice::ShareNews& share) {
  const Hash256 hash = Hash256::from_internal(share.hash);
  practice_event::Share event;
  event.client = share.address;
  event.user = field(share.user);
  event.accepted = share.code == 0;
  event.code = share.code;
  event.text = share.text;
  event.block = share.is_block;
  if (hash != Hash256()) event.hash = hash;
  event.difficulty = share.difficulty;
  event.pool_difficulty = share.pool_difficulty;
  event.job = field(share.job);
  event.extranonce2 = field(share.extranonce2);
  event.ntime = field(share.ntime);
  event.nonce = field(share.nonce);
  event.version_bits = {field(share.version_bits)};
  return event;
}

}  // namespace

void PracticeReporter::on_client(const std::string& address, bool connected) {
  console_.line(fmt::format("{} {}", address, connected ? "connected" : "left"));
  if (connected)
    events_.write(practice_event::Connect{{address}});
  else
    events_.write(practice_event::Disconnect{{address}});
}

void PracticeReporter::on_subscribe(const std::string& address, const std::string& user_agent,
                                    const std::string& extranonce1, bool resumed) {
  console_.debug(fmt::format("{} subscribed as {}, extranonce1 {}{}", address,
                             printable(redact_(user_agent)), extranonce1,
                             resumed ? ", session resumed" : ""));
  events_.write(practice_event::Subscribe{{address}, redact_(user_agent), extranonce1, resumed});
}

void PracticeReporter::on_authorize(const std::string& address, const std::string& user,
                                    bool accepted) {
  console_.debug(
      fmt::format("{} {}", address,
                  accepted ? "authorised as " + printable(redact_(user)) : "was not authorised"));
  events_.write(practice_event::Authorize{{address}, redact_(user), accepted});
}

void PracticeReporter::on_share(const practice::ShareNews& share) {
  const bool good = share.code == 0;
  const std::string verdict = good ? (share.is_block ? "accepted, a block" : "accepted")
                                   : fmt::format("refused: {} {}", share.code, share.text);
  console_.line(fmt::format("{} {} share of {} {}", share.address, printable(redact_(share.user)),
                            format_difficulty(share.difficulty),
                            console_.paint(verdict, good ? Tone::good : Tone::warning)));
  if (events_.active()) events_.write(share_event(share));
}

void PracticeReporter::on_job(const std::string& id, std::uint32_t height, bool clean) {
  const std::string text =
      fmt::format("job {} at height {}{}", id, height, clean ? ", new block" : "");
  if (listening_)
    console_.line(text, Tone::faint);
  else
    held_jobs_.push_back(text);
  events_.write(practice_event::Job{id, height, clean});
}

void PracticeReporter::on_difficulty(const std::string& address, double difficulty) {
  console_.debug(fmt::format("{} difficulty {}", address, format_difficulty(difficulty)));
  events_.write(practice_event::Difficulty{{address}, difficulty});
}

void PracticeReporter::on_bad_line(const std::string& address) {
  console_.line(fmt::format("{} sent a line that is no request", address), Tone::warning);
  events_.write(practice_event::BadLine{{address}});
}

void PracticeReporter::on_warning(const std::string& text) { console_.warning(text + "."); }

void PracticeReporter::on_step(const std::string& address, int line, std::string_view step) {
  console_.debug(fmt::format("{} scenario, line {}: {}", address, line, step));
  events_.write(practice_event::Step{{address}, line, step});
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
  practice_event::Listening event;
  event.version = version_string;
  event.pid = getpid();
  event.host = options.host;
  event.port = port;
  event.fingerprint = {fingerprint};
  event.fixed_difficulty = options.fixed_difficulty;
  event.scenario = options.scenario != nullptr;
  events_.write(event);
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
  practice_event::Exit event{code, reason, stats.connections};
  event.accepted = stats.accepted;
  event.stale = stats.stale;
  event.duplicate = stats.duplicate;
  event.low_difficulty = stats.low_difficulty;
  event.unauthorized = stats.unauthorized;
  event.other = stats.other;
  event.blocks = stats.blocks;
  event.credited_hashes = stats.credited_hashes;
  constexpr bool last = true;
  events_.write(event, last);
}

}  // namespace wildcat::program
