// SPDX-License-Identifier: MIT
// A notify is compared with the jobs on record once, here; from then on a job is its object.
#include "stratum/v1/pool_jobs.h"

#include <algorithm>
#include <utility>

#include "stratum/net/earliest.h"
#include "stratum/net/foreign_text.h"

namespace wildcat::stratum {
namespace {

constexpr std::size_t max_early_jobs = 8;

}  // namespace

void PoolJobs::begin() {
  early_.clear();
  next_extranonce_.reset();
  had_job_ = missed_job_ = fresh_difficulty_ = false;
  // Kept aside: it holds again if the session is resumed.
  former_difficulty_ = std::exchange(difficulty_, 1);
}

void PoolJobs::hold() {
  if (!hold_until_) hold_until_ = out_.now() + hold_time;
}

void PoolJobs::subscribed(const Extranonce& extranonce, bool resumed) {
  if (!resumed) void_all();
  if (resumed && !fresh_difficulty_) difficulty_ = former_difficulty_;
  hold_until_.reset();
  take_extranonce(extranonce);
}

void PoolJobs::take_early(bool resumed) {
  if (resumed) refresh();
  const double unnamed = resumed ? former_difficulty_ : 1;  // of jobs that came before any
  for (const auto& job : std::exchange(early_, {}))
    take(job.notify, job.difficulty.value_or(unnamed));
}

void PoolJobs::wait_for_job() {
  if (!had_job_) last_job_ = out_.now();
}

void PoolJobs::void_all() {
  if (std::exchange(offered_, false)) source_.sink->drop_job();
  hold_until_.reset();
  if (book_.size() > 0) broken_at_ = out_.now();
  book_.clear();
}

void PoolJobs::forget_source() {
  extranonce_ = {};
  told_difficulty_.reset();
}

void PoolJobs::on_notify(const Notify& notify) {
  if (handshake_.subscribed()) return take(notify, difficulty_);
  if (early_.size() == max_early_jobs) early_.erase(early_.begin());
  early_.push_back(
      EarlyJob{notify, fresh_difficulty_ ? std::optional<double>(difficulty_) : std::nullopt});
}

void PoolJobs::take(const Notify& notify, double difficulty) {
  const Extranonce extranonce = next_extranonce_.value_or(extranonce_);
  const bool renewed = extranonce != extranonce_;
  auto offer = build_offer(notify, JobTerms{difficulty, handshake_.mask(), out_.now(),
                                            source_.wishes.least_difficulty.value_or(0)});
  if (!offer)
    return out_.warn("job " + sanitize(notify.job_id, 64) + " of the pool cannot be mined: " +
                     offer.error().message + "; keeping the former");
  const JobRecord* current = book_.current();
  if (current != nullptr && (renewed || current->offer.job->prev_hash != offer->job->prev_hash))
    offer->clean = true;  // whatever the pool says: the old work is worth nothing
  take_extranonce(extranonce);
  next_extranonce_.reset();
  last_job_ = out_.now();
  had_job_ = true;
  // Named by nobody on this connection, it is the one we assume.
  if (!fresh_difficulty_) tell_difficulty(difficulty);
  // Under another extranonce1 the same parts are other work.
  if (!renewed) offer->job = book_.known(std::move(offer->job));
  if (!repeated(*offer)) this->offer(std::move(*offer), difficulty);
}

void PoolJobs::take_extranonce(const Extranonce& extranonce) {
  if (extranonce == extranonce_) return;
  extranonce_ = extranonce;
  if (auto taken = source_.sink->set_extranonce(extranonce); !taken)
    out_.warn(taken.error().message);
}

void PoolJobs::set_difficulty(double difficulty) {
  fresh_difficulty_ = true;
  difficulty_ = difficulty;
  tell_difficulty(difficulty_);
}

void PoolJobs::tell_difficulty(double difficulty) {
  if (told_difficulty_ == difficulty) return;
  told_difficulty_ = difficulty;
  source_.observer->on_difficulty(difficulty);
}

void PoolJobs::set_extranonce(const SetExtranonce& change) {
  const Extranonce& last = next_extranonce_ ? *next_extranonce_ : extranonce_;
  next_extranonce_ =
      Extranonce{change.extranonce1, change.extranonce2_size.value_or(last.extranonce2_size)};
}

/// A name that is on record needs no second offer, unless the pool goes back to it.
bool PoolJobs::repeated(const JobOffer& offer) {
  const JobRecord* known = book_.find(offer.job);
  if (known == nullptr || !known->has_name(offer)) return false;
  const JobName& newest = book_.current()->names.back();
  const bool is_newest = known == book_.current() && newest.id == offer.name &&
                         newest.share_target == offer.share_target;
  if (!is_newest && (offer.clean || newest.id == offer.name)) return false;
  if (offer.clean) book_.clear_others();
  if (!offered_) refresh();
  return true;
}

void PoolJobs::offer(JobOffer offer, double difficulty) {
  JobOffer offered = offer;
  // Calling the work in hand clean must not make it void.
  const JobRecord* current = book_.current();
  if (offered_ && current != nullptr && current->offer.job == offer.job) offered.clean = false;
  if (auto taken = source_.sink->set_job(std::move(offered)); !taken)
    return out_.warn("job " + sanitize(offer.name, 64) + " of the pool cannot be mined: " +
                     taken.error().message + "; keeping the former");
  offered_ = true;
  const JobRecord& record = book_.add(std::move(offer), difficulty);
  source_.observer->on_job(record.offer, difficulty);
}

void PoolJobs::refresh() {
  JobRecord* record = book_.current();
  if (record == nullptr) return;
  const std::uint32_t mask = handshake_.mask();
  const std::uint32_t former = std::exchange(record->offer.roll_mask, mask);
  if (offered_ && former == mask) return;
  JobOffer offer = record->offer;
  // Work under bits that are no longer ours is void; work without new ones is merely narrower.
  offer.clean = (former & ~mask) != 0;
  offer.arrived = out_.now();
  if (auto taken = source_.sink->set_job(std::move(offer)); !taken)
    return out_.warn(taken.error().message);
  offered_ = true;
}

void PoolJobs::retarget() {
  const JobRecord* record = book_.current();
  if (record == nullptr) return;
  const double difficulty = record->names.back().difficulty;
  const auto target =
      Target::from_difficulty(std::max(difficulty, source_.wishes.least_difficulty.value_or(0)));
  if (!target) return out_.warn("the threshold for shares is none: " + target.error().message);
  JobOffer changed = record->offer;
  if (changed.share_target == *target) return;
  changed.share_target = *target;
  changed.clean = false;
  changed.arrived = out_.now();
  if (offered_) return offer(std::move(changed), difficulty);
  book_.add(std::move(changed), difficulty);
}

StaleFault PoolJobs::fault_of(const Share& share) const {
  const bool lost = broken_at_ && share.job()->clock_start <= *broken_at_;
  return lost ? StaleFault::network : StaleFault::switching;
}

void PoolJobs::tick_offline() {
  if (!hold_until_ || out_.now() < *hold_until_) return;
  if (std::exchange(offered_, false)) source_.sink->drop_job();
}

/// A pool may talk without end and yet give nothing to do.
void PoolJobs::tick_ready() {
  if (out_.now() - last_job_ >= options_.job_timeout)
    return out_.leave(Leave::Kind::failed, Errc::io,
                      "the pool has sent no job for too long; reconnecting (if this goes on, try "
                      "another pool)");
  if (had_job_ || missed_job_ || out_.now() - last_job_ < no_job_warning) return;
  missed_job_ = true;
  out_.say("the pool has accepted us, but sends no job; waiting for one");
}

std::optional<PoolJobs::Time> PoolJobs::due_offline() const {
  return offered_ ? hold_until_ : std::nullopt;
}

std::optional<PoolJobs::Time> PoolJobs::due_ready() const {
  Earliest next;
  next.consider(last_job_ + options_.job_timeout);
  if (!had_job_ && !missed_job_) next.consider(last_job_ + no_job_warning);
  return next.time();
}

}  // namespace wildcat::stratum
