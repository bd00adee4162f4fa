// SPDX-License-Identifier: MIT
// The life of a share: waiting, sent, sent again after a resumed connection, answered or lost.
#include "stratum/v1/submissions.h"

#include <algorithm>
#include <chrono>
#include <limits>

#include "stratum/net/foreign_text.h"
#include "stratum/v1/refusal.h"
#include "stratum/v1/request.h"

namespace wildcat::stratum {

/// So many shares may be sent before an answer is needed.
std::uint64_t Submissions::free_places() const {
  std::uint64_t limit = options_.max_shares.value_or(std::numeric_limits<std::uint64_t>::max());
  std::uint64_t taken = accepted_ + queue_.unanswered();
  if (const auto& all = options_.budget) {
    limit = all->limit;
    taken = all->accepted + all->unanswered;
  }
  return limit - std::min(limit, taken);
}

bool Submissions::enough() const {
  if (const auto& all = options_.budget) return all->accepted >= all->limit;
  return options_.max_shares && accepted_ >= *options_.max_shares;
}

bool Submissions::drained() const {
  return queue_.unanswered() == 0 && (!handshake_.ready() || queue_.waiting() == 0 || !room());
}

void Submissions::submit(Share share, Time since) {
  if (enough()) return source_.observer->on_share_withheld(share);  // surplus, not stale
  JobRecord* record = jobs_.find(share.job());
  if (record == nullptr) return source_.observer->on_share_dropped(share, jobs_.fault_of(share));
  // Work that differs in its time alone may hold the same header.
  if (!record->note(share.hash())) return source_.observer->on_share_withheld(share);
  watch_rate(1);
  Submission submission;
  submission.ntime = share.header().ntime;
  submission.nonce = share.header().nonce;
  submission.extranonce2_hex = to_hex(share.extranonce2().view());
  submission.hash = share.hash();
  submission.difficulty = share.difficulty();
  submission.is_block = share.is_block();
  const double expected = share.offer().share_target.expected_hashes();
  queue_.wait(HeldShare{std::move(share), std::move(submission), expected, since});
  flush();
}

void Submissions::watch_rate(std::uint64_t shares) {
  const auto rate = share_rate_.count(shares, out_.now());
  if (!rate) return;
  out_.say(
      "over the last minute " + std::to_string(static_cast<std::uint64_t>(*rate)) +
          " shares per second were found: the pool's difficulty is far too low for this machine. "
          "That is a burden for both; ask for a higher one, as the pool's instructions say",
      Remedy::difficulty);
}

void Submissions::discarded(std::uint64_t count) {
  watch_rate(count);
  discarded_ += count;
  source_.observer->on_shares_discarded(count);
  if (discards_.pass(out_.now())) say_discarded();
}

void Submissions::say_discarded() {
  if (discarded_ == 0) return;
  out_.say(
      std::to_string(discarded_) +
          " shares were discarded: they are found faster than the pool answers. Ask for a higher "
          "difficulty, as the pool's instructions say",
      Remedy::difficulty);
  discarded_ = 0;
}

void Submissions::flush() {
  while (handshake_.ready() && room() && !out_.leaving()) {
    auto held = queue_.next();
    if (!held) return;
    held->submission.number = ++submissions_;
    send(std::move(*held));
  }
}

void Submissions::resend() {
  for (auto& held : queue_.take_resends()) {
    held.resent = true;
    send(std::move(held));
  }
}

/// Empty: the share uses bits that the pool has taken back meanwhile.
std::optional<std::uint32_t> Submissions::version_bits(const Share& share) const {
  const std::uint32_t rolled = share.rolled_bits(), granted = handshake_.granted();
  if ((rolled & ~granted) != 0) return std::nullopt;
  // The pool replaces every bit that it granted, those too that we never roll.
  const std::uint32_t of_job = share.job()->version & granted;
  return quirks_.xor_bits ? rolled : rolled | of_job;
}

/// The pool hears the newest name that still holds; what is sent again keeps the one it had.
void Submissions::name(HeldShare& held) {
  const JobName& name = jobs_.find(held.share.job())->name_for(held.share);
  held.submission.job_id = name.id;
  held.submission.pool_difficulty = name.difficulty;
}

void Submissions::send(HeldShare held) {
  const auto bits = version_bits(held.share);
  if (!bits) {
    if (held.resent) return report_lost(held);
    --submissions_;
    return source_.observer->on_share_dropped(held.share, StaleFault::switching);
  }
  const bool rolling = handshake_.rolling();
  Submission& submission = held.submission;
  if (!held.resent) name(held);
  submission.id = out_.next_id();
  submission.version_bits = rolling ? bits : std::nullopt;
  held.bits_in_doubt = (held.share.job()->version & handshake_.granted()) != 0;
  if (!held.resent) submission.waited = out_.now() - held.ready;
  held.sent = out_.now();
  if (options_.budget && !held.resent) ++options_.budget->unanswered;
  out_.send(submit_line(submission.id,
                        SubmitFields{source_.worker, submission.job_id, submission.extranonce2_hex,
                                     submission.ntime, submission.nonce, submission.version_bits}));
  const Submission told = submission;
  queue_.sent(std::move(held));
  source_.observer->on_submitted(told);
}

std::optional<ShareOutcome> Submissions::on_response(const Response& response) {
  const auto held = queue_.answered(*response.id);
  if (!held) return std::nullopt;
  return on_answer(*held, response);
}

ShareOutcome Submissions::on_answer(const HeldShare& held, const Response& response) {
  SubmitResult result;
  if (options_.budget) --options_.budget->unanswered;
  result.outcome = judge(held, response);
  result.submission = held.submission;
  result.latency = out_.now() - held.sent;
  result.outcome.waited = held.submission.waited;
  result.outcome.answered_in = result.latency;
  if (response.error) {
    result.code = response.error->code;
    result.text = sanitize(hide(response.error->text, options_.password));
  }
  if (result.outcome.kind == ShareOutcome::Kind::accepted) {
    ++accepted_;
    if (options_.budget) ++options_.budget->accepted;
  }
  learn_bits(held, result.outcome);
  history_.note(result.outcome);
  source_.observer->on_result(result);
  return result.outcome;
}

ShareOutcome Submissions::judge(const HeldShare& held, const Response& response) {
  ShareOutcome outcome;
  outcome.expected_hashes = held.expected_hashes;
  outcome.difficulty = held.submission.difficulty;
  outcome.is_block = held.submission.is_block;
  if (response.yes()) return outcome;
  outcome.kind = ShareOutcome::Kind::rejected;
  outcome.reason = classify(response.error.value_or(PoolError{}));
  if (outcome.reason == RejectReason::stale) {
    outcome.kind = ShareOutcome::Kind::stale;
    const bool on_record = jobs_.find(held.share.job()) != nullptr;
    outcome.fault = on_record ? StaleFault::pool : StaleFault::network;
  }
  // The pool had it before the connection broke; what it said then, nobody knows.
  if (outcome.reason == RejectReason::duplicate && held.resent)
    outcome.kind = ShareOutcome::Kind::lost;
  return outcome;
}

/// Pools disagree on how version bits combine with those the job sets itself (BIP 310's text
/// replaces, others xor). Two refusals in a row that fit the other reading: try that one.
void Submissions::learn_bits(const HeldShare& held, const ShareOutcome& outcome) {
  if (!held.bits_in_doubt) return;
  if (outcome.kind == ShareOutcome::Kind::accepted) quirks_.bits_confirmed = true;
  const bool low = outcome.kind == ShareOutcome::Kind::rejected &&
                   outcome.reason == RejectReason::low_difficulty;
  quirks_.low_rejects = low ? quirks_.low_rejects + 1 : 0;
  if (quirks_.bits_confirmed || quirks_.low_rejects < 2) return;
  quirks_.low_rejects = 0;
  quirks_.xor_bits = !quirks_.xor_bits;
  out_.warn(std::string("the pool seems to combine version bits otherwise; sending them ") +
            (quirks_.xor_bits ? "to be xored" : "as a replacement"));
}

void Submissions::report_lost(const HeldShare& held) {
  if (options_.budget) --options_.budget->unanswered;
  SubmitResult result;
  result.submission = held.submission;
  result.outcome.kind = ShareOutcome::Kind::lost;
  result.outcome.expected_hashes = held.expected_hashes;
  result.outcome.difficulty = held.submission.difficulty;
  result.outcome.is_block = held.submission.is_block;
  result.outcome.waited = held.submission.waited;
  result.text = "never answered";
  result.latency = out_.now() - held.sent;
  history_.note(result.outcome);
  source_.observer->on_result(result);
}

/// They were found in time, but could not be sent in time; or they were kept back, because others
/// that wait for their answers may be all that are wanted.
void Submissions::drop_void() {
  const auto is_void = [&](const Share& share) { return jobs_.find(share.job()) == nullptr; };
  std::uint64_t places = free_places();
  for (const auto& held : queue_.take_waiting_if(is_void)) {
    if (places == 0) {
      source_.observer->on_share_withheld(held.share);
      continue;
    }
    --places;
    source_.observer->on_share_dropped(held.share, StaleFault::network);
  }
}

void Submissions::lose_sent_before(Time limit) {
  for (const auto& held : queue_.take_sent_before(limit)) report_lost(held);
}

std::optional<Submissions::Time> Submissions::due() const {
  const auto oldest = queue_.oldest();
  // Just after the limit: a share is lost once it is older than the timeout.
  if (!oldest) return std::nullopt;
  return *oldest + options_.reply_timeout + std::chrono::milliseconds(1);
}

}  // namespace wildcat::stratum
