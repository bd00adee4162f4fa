// SPDX-License-Identifier: MIT
// Shares: when they may be sent, how they are written, and what the answer means.
#include "stratum/net/foreign_text.h"
#include "stratum/v1/refusal.h"
#include "stratum/v1/session.h"

namespace wildcat::stratum {

bool Session::room() const {
  if (const auto& all = options_.budget) return all->accepted + all->unanswered < all->limit;
  return !options_.max_shares || accepted_ + queue_.unanswered() < *options_.max_shares;
}

bool Session::enough() const {
  if (const auto& all = options_.budget) return all->accepted >= all->limit;
  return options_.max_shares && accepted_ >= *options_.max_shares;
}

bool Session::drained() const {
  return queue_.unanswered() == 0 && (!ready() || queue_.waiting() == 0 || !room());
}

/// Whose fault it is that the job of a share is void.
StaleFault Session::fault_of(const Share& share) const {
  const bool lost = broken_at_ && share.job()->clock_start <= *broken_at_;
  return lost ? StaleFault::network : StaleFault::switching;
}

void Session::submit(SourceNumber number, Share share, Time now, std::optional<Time> since) {
  if (source_.sink == nullptr || number != number_) return;
  clock_ = now;
  if (enough()) return source_.observer->on_share_withheld(share);  // surplus, not stale
  JobRecord* record = book_.find(share.job());
  if (record == nullptr) return source_.observer->on_share_dropped(share, fault_of(share));
  if (queue_.size() >= max_shares_held && !share.is_block()) return discard(1, now);
  // Work that differs in its time alone may hold the same header.
  if (!record->note(share.hash())) return source_.observer->on_share_withheld(share);
  watch_rate(1, now);
  Submission submission;
  submission.ntime = share.header().ntime;
  submission.nonce = share.header().nonce;
  submission.extranonce2_hex = to_hex(share.extranonce2().view());
  submission.hash = share.hash();
  submission.difficulty = share.difficulty();
  submission.is_block = share.is_block();
  const double expected = share.offer().share_target.expected_hashes();
  queue_.wait(HeldShare{std::move(share), std::move(submission), expected, since.value_or(now)});
  flush(now);
}

void Session::watch_rate(std::uint64_t shares, Time now) {
  const auto rate = share_rate_.count(shares, now);
  if (!rate) return;
  say("over the last minute " + std::to_string(static_cast<std::uint64_t>(*rate)) +
      " shares per second were found: the pool's difficulty is far too low for this machine. That "
      "is a burden for both; ask for a higher one, as the pool's instructions say");
}

void Session::discarded(SourceNumber number, std::uint64_t count, Time now) {
  if (source_.sink == nullptr || number != number_) return;
  clock_ = now;
  discard(count, now);
}

void Session::discard(std::uint64_t count, Time now) {
  watch_rate(count, now);
  discarded_ += count;
  source_.observer->on_shares_discarded(count);
  if (discards_.pass(now)) say_discarded();
}

void Session::say_discarded() {
  if (discarded_ == 0) return;
  say(std::to_string(discarded_) +
      " shares were discarded: they are found faster than the pool answers. Ask for a higher "
      "difficulty, as the pool's instructions say");
  discarded_ = 0;
}

void Session::flush(Time now) {
  while (ready() && room() && !leave_) {
    auto held = queue_.next();
    if (!held) return;
    held->submission.number = ++submissions_;
    send_share(std::move(*held), now);
  }
}

void Session::resend(Time now) {
  for (auto& held : queue_.take_resends()) {
    held.resent = true;
    send_share(std::move(held), now);
  }
}

/// Empty: the share uses bits that the pool has taken back meanwhile.
std::optional<std::uint32_t> Session::version_bits(const Share& share) const {
  const std::uint32_t rolled = share.rolled_bits();
  if ((rolled & ~mask()) != 0) return std::nullopt;
  const std::uint32_t of_job = share.job()->version & mask();
  return quirks_.xor_bits ? rolled : rolled | of_job;
}

/// The pool hears the newest name that still holds; what is sent again keeps the one it had.
void Session::name_submission(HeldShare& held) {
  const JobName& name = book_.find(held.share.job())->name_for(held.share);
  held.submission.job_id = name.id;
  held.submission.pool_difficulty = name.difficulty;
}

void Session::send_share(HeldShare held, Time now) {
  const auto bits = version_bits(held.share);
  if (!bits) {
    if (held.resent) return report_lost(held, now);
    --submissions_;
    return source_.observer->on_share_dropped(held.share, StaleFault::switching);
  }
  Submission& submission = held.submission;
  if (!held.resent) name_submission(held);
  submission.id = next_id_++;
  submission.version_bits = rolling_ ? bits : std::nullopt;
  held.bits_in_doubt = rolling_ && (held.share.job()->version & mask()) != 0;
  if (!held.resent) submission.waited = now - held.ready;
  held.sent = now;
  if (options_.budget && !held.resent) ++options_.budget->unanswered;
  send(submit_line(submission.id,
                   SubmitFields{source_.worker, submission.job_id, submission.extranonce2_hex,
                                submission.ntime, submission.nonce, submission.version_bits}));
  const Submission told = submission;
  queue_.sent(std::move(held));
  source_.observer->on_submitted(told);
}

void Session::on_share_answer(HeldShare held, const Response& response, Time now) {
  SubmitResult result;
  if (options_.budget) --options_.budget->unanswered;
  result.outcome = judge(held, response);
  result.submission = held.submission;
  result.latency = now - held.sent;
  result.outcome.waited = held.submission.waited;
  result.outcome.answered_in = result.latency;
  if (response.error) {
    result.code = response.error->code;
    result.text = sanitize(hide(response.error->text, options_.password));
  }
  if (result.outcome.kind == ShareOutcome::Kind::accepted) {
    ++accepted_;
    if (options_.budget) ++options_.budget->accepted;
    reauthorized_ = false;
  }
  learn_bits(held, result.outcome);
  history_.note(result.outcome);
  source_.observer->on_result(result);
  react(result.outcome, now);
  flush(now);
}

ShareOutcome Session::judge(const HeldShare& held, const Response& response) {
  ShareOutcome outcome;
  outcome.expected_hashes = held.expected_hashes;
  outcome.difficulty = held.submission.difficulty;
  outcome.is_block = held.submission.is_block;
  if (response.yes()) return outcome;
  outcome.kind = ShareOutcome::Kind::rejected;
  outcome.reason = classify(response.error.value_or(PoolError{}));
  if (outcome.reason == RejectReason::stale) {
    outcome.kind = ShareOutcome::Kind::stale;
    outcome.fault = book_.contains(held.share.job()) ? StaleFault::pool : StaleFault::network;
  }
  // The pool had it before the connection broke; what it said then, nobody knows.
  if (outcome.reason == RejectReason::duplicate && held.resent)
    outcome.kind = ShareOutcome::Kind::lost;
  return outcome;
}

/// Pools disagree on how version bits combine with those the job sets itself (BIP 310's text
/// replaces, others xor). Two refusals in a row that fit the other reading: try that one.
void Session::learn_bits(const HeldShare& held, const ShareOutcome& outcome) {
  if (!held.bits_in_doubt) return;
  if (outcome.kind == ShareOutcome::Kind::accepted) quirks_.bits_confirmed = true;
  const bool low = outcome.kind == ShareOutcome::Kind::rejected &&
                   outcome.reason == RejectReason::low_difficulty;
  quirks_.low_rejects = low ? quirks_.low_rejects + 1 : 0;
  if (quirks_.bits_confirmed || quirks_.low_rejects < 2) return;
  quirks_.low_rejects = 0;
  quirks_.xor_bits = !quirks_.xor_bits;
  warn(std::string("the pool seems to combine version bits otherwise; sending them ") +
       (quirks_.xor_bits ? "to be xored" : "as a replacement"));
}

void Session::react(const ShareOutcome& outcome, Time now) {
  if (outcome.kind != ShareOutcome::Kind::rejected || !ready()) return;
  if (outcome.reason == RejectReason::not_subscribed)
    return leave(Leave::Kind::failed, Errc::protocol,
                 "the pool has forgotten our subscription; reconnecting");
  if (outcome.reason != RejectReason::unauthorized) return;
  if (reauthorized_)
    return leave(Leave::Kind::refused, Errc::refused,
                 "the pool refuses the shares of this user; check the user name and the pool's "
                 "rules for workers");
  reauthorized_ = true;
  enter(Stage::authorizing, now);
  send_authorize();
}

void Session::report_lost(const HeldShare& held, Time now) {
  if (options_.budget) --options_.budget->unanswered;
  SubmitResult result;
  result.submission = held.submission;
  result.outcome.kind = ShareOutcome::Kind::lost;
  result.outcome.expected_hashes = held.expected_hashes;
  result.outcome.difficulty = held.submission.difficulty;
  result.outcome.is_block = held.submission.is_block;
  result.outcome.waited = held.submission.waited;
  result.text = "never answered";
  result.latency = now - held.sent;
  history_.note(result.outcome);
  source_.observer->on_result(result);
}

}  // namespace wildcat::stratum
