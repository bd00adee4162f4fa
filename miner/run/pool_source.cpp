// SPDX-License-Identifier: MIT
// Shares come on scanner threads, and their pace is decided there; what became of them comes on the
// loop's, where it is counted.
#include "miner/run/pool_source.h"

#include <algorithm>
#include <utility>

namespace wildcat::program {

using ShareKind = ShareOutcome::Kind;

PoolSource::PoolSource(stratum::Loop& loop, Miner& miner, EventBus& bus, PoolBook::Entry& book,
                       std::uint32_t connection, WorkerOptions options, Hooks hooks)
    : PoolEvents(bus, {options.number, connection, options.client.user}),
      loop_(loop),
      miner_(miner),
      book_(book),
      hooks_(std::move(hooks)),
      pool_(options.client.pool.display()),
      wishes_{0, options.client.suggest_difficulty, options.client.least_difficulty},
      pace_(options.shares_per_minute, options.phase_seed, options.blocks_at_once),
      client_(loop, options.client, *this, *this) {
  SourceOptions source;
  source.weight = options.weight;
  source.first_extranonce2 = options.first_extranonce2;
  source.on_share = [this](const Share& share) { found(share); };
  source_ = miner_.add_source(std::move(source));
  bus_.each_tracer([&](ConnectionTracer& tracer) {
    tracer.on_client(who_.connection, source_, options.client);
  });
}

void PoolSource::tell_active(const std::string& why) {
  on_active(pool_, why);
  book_.turn_has_come();
  if (!kept_job_ || !has_work()) return;
  kept_job_->offer.clean = true;  // whatever was mined before, it is over
  tell_job(kept_job_->offer, kept_job_->difficulty, true);
  kept_job_.reset();
}

void PoolSource::set_least_difficulty(std::optional<double> difficulty) {
  wishes_.least_difficulty = difficulty;
  client_.set_wishes(wishes_);
}

void PoolSource::stop(std::chrono::milliseconds grace) {
  forget_kept();
  client_.stop(grace);
}

void PoolSource::found(const Share& share) {
  std::unique_lock lock(mutex_);
  auto now = pace_.found(share, SharePacer::Time::clock::now());
  const std::uint64_t withheld = pace_.take_withheld();
  const auto later = pace_.next();
  const bool arm_now = later && !armed_;
  armed_ = armed_ || arm_now;
  lock.unlock();
  count(ShareKind::withheld, withheld);
  if (arm_now) arm(*later);
  if (now) send(std::move(*now));
}

void PoolSource::send(Share share) {
  if (!client_.submit(std::move(share))) count(ShareKind::withheld, 1);
}

void PoolSource::arm(SharePacer::Time when) {
  const auto wait =
      std::chrono::ceil<std::chrono::milliseconds>(when - SharePacer::Time::clock::now());
  loop_.post_after(std::max(wait, std::chrono::milliseconds(0)), [this] { on_due(); });
}

void PoolSource::on_due() {
  std::unique_lock lock(mutex_);
  auto share = pace_.due(SharePacer::Time::clock::now());
  const auto later = pace_.next();
  armed_ = later.has_value();
  lock.unlock();
  if (later) arm(*later);
  if (share) send(std::move(*share));
}

void PoolSource::close_books() {
  forget_kept();
  const stratum::SharesLeft left = client_.close_shares();
  count(ShareKind::lost, left.unanswered);
  count(ShareKind::withheld, left.unsent);
}

void PoolSource::forget_kept() {
  std::unique_lock lock(mutex_);
  pace_.forget();
  const std::uint64_t withheld = pace_.take_withheld();
  lock.unlock();
  count(ShareKind::withheld, withheld);
}

void PoolSource::count(ShareKind kind, std::uint64_t shares) {
  ShareOutcome outcome;
  outcome.kind = kind;
  for (; shares > 0; --shares) miner_.report(source_, outcome);
}

Result<void> PoolSource::set_extranonce(Extranonce extranonce) {
  forget_kept();
  return miner_.set_extranonce(source_, std::move(extranonce));
}

Result<void> PoolSource::set_job(JobOffer offer) {
  if (offer.clean) forget_kept();
  return miner_.set_job(source_, std::move(offer));
}

void PoolSource::drop_job() {
  miner_.drop_job(source_);
  forget_kept();
}

void PoolSource::set_ready(bool ready) {
  if (std::exchange(ready_, ready) == ready) return;
  book_.count_ready(ready);
  hooks_.on_ready(ready);
}

/// Work of a pool whose turn has not come does not get as far as the miner.
void PoolSource::on_job(const JobOffer& offer, double difficulty) {
  const bool mined = has_work();
  tell_job(offer, difficulty, mined);
  book_.job_came(offer, difficulty);
  kept_job_.reset();
  if (!mined) kept_job_ = KeptJob{offer, difficulty};
}

void PoolSource::on_connected(const std::string& pool, const std::string& address) {
  PoolEvents::on_connected(pool, address);
  if (!std::exchange(connected_, true)) book_.count_connected(true);
}

void PoolSource::on_authorized() {
  PoolEvents::on_authorized();
  set_ready(true);
}

void PoolSource::on_disconnected(const Error& why,
                                 std::optional<std::chrono::milliseconds> retry_in) {
  PoolEvents::on_disconnected(why, retry_in);
  if (std::exchange(connected_, false)) book_.count_connected(false);
  book_.left(bus_.redact(why.message));
  set_ready(false);
}

void PoolSource::on_result(const stratum::SubmitResult& result) {
  miner_.report(source_, result.outcome);
  book_.count(result.outcome);
  PoolEvents::on_result(result);
  hooks_.on_outcome(result.outcome);
}

void PoolSource::on_share_dropped(const Share& share, StaleFault fault) {
  ShareOutcome outcome;
  outcome.kind = ShareKind::stale;
  outcome.fault = fault;
  outcome.difficulty = share.difficulty();
  outcome.is_block = share.is_block();
  miner_.report(source_, outcome);
  PoolEvents::on_share_dropped(share, fault);
}

void PoolSource::on_share_withheld(const Share&) { count(ShareKind::withheld, 1); }

void PoolSource::on_shares_discarded(std::uint64_t shares) {
  count(ShareKind::withheld, shares);
  PoolEvents::on_shares_discarded(shares);
}

void PoolSource::on_fault(const stratum::Fault& fault) {
  PoolEvents::on_fault(fault);
  hooks_.on_fault(fault);
}

void PoolSource::on_fault_answer(const stratum::FaultAnswer& answer) {
  PoolEvents::on_fault_answer(answer);
  hooks_.on_fault_answer(answer);
}

void PoolSource::on_end(stratum::ClientEnd end, const Error& why) {
  tell_discarded();
  close_books();
  if (std::exchange(connected_, false)) book_.count_connected(false);
  set_ready(false);
  hooks_.on_end(end, why);
}

}  // namespace wildcat::program
