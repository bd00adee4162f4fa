// SPDX-License-Identifier: MIT
// See pool_reporter.h. Every text that a pool wrote passes clean() before it is shown: no password
// and no control character of its choice gets to the terminal. The event log has a redactor of its
// own, and JSON's escapes.
#include "miner/output/pool_reporter.h"

#include <fmt/format.h>

#include <utility>

#include "miner/output/event_fields.h"
#include "miner/text/characters.h"
#include "miner/text/figures.h"
#include "miner/text/remedies.h"
#include "wildcat/header.h"

namespace wildcat::program {

namespace {

constexpr std::size_t job_id_columns = 64, dumped_fault_columns = 256;
/// There may be thousands of discarded shares a second; that many events would help nobody.
constexpr std::chrono::seconds between_discards{1};

/// What came of a share, in one word or a few.
std::string describe(const stratum::SubmitResult& result, const std::string& words) {
  const ShareOutcome& outcome = result.outcome;
  switch (outcome.kind) {
    case ShareOutcome::Kind::accepted:
      return result.submission.is_block ? "block!" : "";
    case ShareOutcome::Kind::rejected:
      return fmt::format("{}: {}", to_string(outcome.reason), words);
    case ShareOutcome::Kind::stale:
      return fmt::format("fault of the {}", to_string(outcome.fault));
    case ShareOutcome::Kind::lost:
      return "never answered";
    case ShareOutcome::Kind::withheld:
      return "not wanted";
  }
  return "";
}

Tone tone_of(ShareOutcome::Kind kind) {
  if (kind == ShareOutcome::Kind::accepted) return Tone::good;
  return kind == ShareOutcome::Kind::rejected ? Tone::bad : Tone::warning;
}

}  // namespace

PoolReporter::PoolReporter(WorkerLog log, std::string user, Redactor redactor, bool dump_protocol)
    : log_(log),
      user_(std::move(user)),
      redact_(std::move(redactor)),
      dump_protocol_(dump_protocol) {}

std::string PoolReporter::clean(std::string_view text) const { return printable(redact_(text)); }

void PoolReporter::on_connecting(const std::string& pool, const std::string& address) {
  log_.debug(fmt::format("connecting to {} ({})", pool, address));
}

void PoolReporter::on_connected(const std::string& pool, const std::string& address) {
  connected_ = true;
  if (recorder_ != nullptr) recorder_->opened(recorded_as_);
  log_.line(fmt::format("connected  {} ({})", pool, address));
  log_.write("connect", {{"pool", pool}, {"address", address}});
}

void PoolReporter::on_subscribed(const std::string& extranonce1, int extranonce2_size,
                                 bool resumed) {
  log_.debug(fmt::format("subscribed: extranonce1 {}, extranonce2 of {} bytes{}", extranonce1,
                         extranonce2_size, resumed ? ", session resumed" : ""));
  log_.write(
      "subscribe",
      {{"extranonce1", extranonce1}, {"extranonce2_size", extranonce2_size}, {"resumed", resumed}});
}

void PoolReporter::on_authorized() {
  log_.debug(fmt::format("authorised as {}", user_));
  log_.write("authorize", {{"user", user_}});
}

void PoolReporter::on_disconnected(const Error& why,
                                   std::optional<std::chrono::milliseconds> retry_in) {
  tell_discarded();
  if (recorder_ != nullptr && connected_) recorder_->closed(recorded_as_, why.message);
  const std::string reason = (std::exchange(connected_, false) ? "disconnected: " : "") +
                             sentence(clean(message_with_options(why)));
  boost::json::value pause = nullptr;
  if (retry_in) {
    pause = retry_in->count();
    const double seconds = static_cast<double>(retry_in->count()) / 1000;
    log_.warning(fmt::format("{} Next attempt in {:.1f} s.", reason, seconds));
  } else {
    log_.debug(reason);
  }
  log_.write(
      "disconnect",
      {{"reason", message_with_options(why)}, {"kind", to_string(why.code)}, {"retry_ms", pause}});
}

void PoolReporter::on_active(const std::string& pool, const std::string& why) {
  log_.line(fmt::format("mining on  {}{}", pool, why.empty() ? "" : ": " + clean(why)));
  log_.write("pool", {{"pool", pool}, {"user", user_}, {"reason", why}});
}

void PoolReporter::on_difficulty(double difficulty) {
  log_.debug(fmt::format("difficulty {}", format_difficulty(difficulty)));
  log_.write("difficulty", {{"difficulty", number_or_null(difficulty)}});
}

void PoolReporter::on_version_mask(std::uint32_t mask) {
  log_.debug(fmt::format("version bits granted: {}", hex32(mask)));
  log_.write("version_mask", {{"mask", hex32(mask)}});
}

void PoolReporter::tell_job(const JobOffer& offer, double difficulty, bool mined) {
  if (log_.writes()) log_.write("job", job_fields(offer, difficulty, mined));
  if (!mined)
    return log_.debug(fmt::format("job        {} of a pool that is not mined on: kept",
                                  cut(clean(offer.name), job_id_columns)));
  const bool changed = difficulty != shown_difficulty_;
  shown_difficulty_ = difficulty;
  const std::string text = fmt::format(
      "job        {}{}{}", cut(clean(offer.name), job_id_columns), offer.clean ? ", new block" : "",
      changed ? ", difficulty " + format_difficulty(difficulty) : "");
  log_.line(text, Tone::faint);
}

void PoolReporter::on_result(const stratum::SubmitResult& result) {
  if (log_.speaks()) show(result);
  if (log_.writes()) log_.write("share", share_fields(result));
}

void PoolReporter::show(const stratum::SubmitResult& result) {
  const ShareOutcome::Kind kind = result.outcome.kind;
  const std::string word = log_.paint(fmt::format("{:<9}", to_string(kind)), tone_of(kind));
  const std::string latency = kind == ShareOutcome::Kind::lost
                                  ? ""
                                  : fmt::format("{:.1f} ms", result.latency.count() * 1000);
  std::string text =
      fmt::format("{}  #{:<5} difficulty {:>9} of {:>9}  {:>9}  {}", word, result.submission.number,
                  format_difficulty(result.submission.difficulty),
                  format_difficulty(result.submission.pool_difficulty), latency,
                  describe(result, clean(result.text)));
  text.erase(text.find_last_not_of(' ') + 1);
  log_.line(text);
}

void PoolReporter::on_share_dropped(const Share& share, StaleFault fault) {
  log_.line(
      fmt::format("dropped    share of {}: its job is gone", format_difficulty(share.difficulty())),
      Tone::warning);
  log_.write("stale", stale_fields(share, fault));
}

/// The console is told by the session, as a warning, at most once a minute.
void PoolReporter::on_shares_discarded(std::uint64_t count) {
  discarded_ += count;
  const auto now = std::chrono::steady_clock::now();
  if (discards_told_ && now - *discards_told_ < between_discards) return;
  discards_told_ = now;
  tell_discarded();
}

void PoolReporter::tell_discarded() {
  if (const std::uint64_t count = std::exchange(discarded_, 0); count > 0)
    log_.write("discarded", {{"count", count}});
}

void PoolReporter::on_pool_message(const std::string& text) {
  log_.line(fmt::format("the pool says: {}", clean(text)));
  log_.write("message", {{"text", text}});
}

void PoolReporter::on_warning(const std::string& text) {
  log_.warning(clean(text));
  log_.write("warning", {{"text", text}});
}

void PoolReporter::on_fault(const stratum::Fault& fault) {
  if (dump_protocol_)
    log_.asked(fmt::format("-->! {}", cut(clean(fault.sent), dumped_fault_columns)), Tone::faint);
  log_.write("fault", fault_fields(fault));
}

void PoolReporter::on_fault_answer(const stratum::FaultAnswer& answer) {
  const bool refused = answer.kind == stratum::FaultAnswer::Kind::refused;
  std::string text = fmt::format(
      "{}  !{:<5} {}: {}", log_.paint("fault    ", answer.as_expected ? Tone::faint : Tone::bad),
      answer.fault.number, to_string(answer.fault.kind), to_string(answer.kind));
  if (refused) text += fmt::format(" ({} {})", answer.code, clean(answer.text));
  if (!answer.as_expected)
    text += fmt::format("; expected: {}", expected_answer(answer.fault.kind));
  log_.line(text);
  log_.write("fault_answer", fault_answer_fields(answer));
}

void PoolReporter::on_line(bool outgoing, std::string_view line) {
  if (recorder_ != nullptr) recorder_->line(recorded_as_, outgoing, line);
  if (dump_protocol_)
    log_.asked(fmt::format("{} {}", outgoing ? "-->" : "<--", clean(line)), Tone::faint);
}

}  // namespace wildcat::program
