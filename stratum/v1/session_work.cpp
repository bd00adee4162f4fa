// SPDX-License-Identifier: MIT
// Jobs: from notify to the sink, and when they become void.
#include <algorithm>

#include "stratum/net/foreign_text.h"
#include "stratum/v1/session.h"

namespace wildcat::stratum {

std::uint32_t Session::mask() const {
  // Pools do not always intersect with what we asked for.
  return rolling_ ? options_.version_mask & pool_mask_ : 0;
}

void Session::take_job(const Notify& notify, double difficulty, Time now) {
  const Extranonce extranonce = next_extranonce_.value_or(extranonce_);
  const bool renewed = extranonce != extranonce_;
  auto job = build_job(notify, JobTerms{extranonce, difficulty, mask(), now,
                                        source_.wishes.least_difficulty.value_or(0)});
  if (!job)
    return warn("job " + sanitize(notify.job_id, 64) +
                " of the pool cannot be mined: " + job.error().message + "; keeping the former");
  const JobRecord* current = book_.current();
  if (current != nullptr && (renewed || current->job.prev_hash != job->prev_hash))
    job->clean = true;  // whatever the pool says: the old work is worth nothing
  extranonce_ = extranonce;
  next_extranonce_.reset();
  last_job_ = now;
  had_job_ = true;
  // Named by nobody on this connection, it is the one we assume.
  if (!fresh_difficulty_) tell_difficulty(difficulty);
  if (!repeated(*job)) offer(std::move(*job), difficulty);
}

void Session::tell_difficulty(double difficulty) {
  if (told_difficulty_ == difficulty) return;
  told_difficulty_ = difficulty;
  source_.observer->on_difficulty(difficulty);
}

/// A job that is on record needs no second offer, unless the pool goes back to it.
bool Session::repeated(const Job& job) {
  const JobRecord* known = book_.find(job);
  if (known == nullptr) return false;
  if (known != book_.current() && (job.clean || job.id == book_.current()->job.id)) return false;
  if (job.clean) {
    book_.clear_others();
    drop_void_shares();
  }
  if (!offered_) refresh_current();
  return true;
}

void Session::offer(Job job, double difficulty) {
  Job offered = job;
  // Calling the work in hand clean must not make us search it again.
  if (offered_ && book_.goes_on_with(job)) offered.clean = false;
  if (auto taken = source_.sink->set_job(std::move(offered)); !taken)
    return warn("job " + sanitize(job.id, 64) +
                " of the pool cannot be mined: " + taken.error().message + "; keeping the former");
  offered_ = true;
  const JobRecord& record = book_.add(std::move(job), difficulty);
  drop_void_shares();
  source_.observer->on_job(record.job, difficulty);
}

/// Offers the current job again: the mask has changed, or the work was taken away meanwhile.
void Session::refresh_current() {
  JobRecord* record = book_.current();
  if (record == nullptr) return;
  const std::uint32_t former = record->job.roll_mask;
  if (offered_ && former == mask()) return;
  record->job.roll_mask = mask();
  Job job = record->job;
  // Work under bits that are no longer ours is void; work without new ones is merely narrower.
  job.clean = (former & ~mask()) != 0;
  if (auto taken = source_.sink->set_job(std::move(job)); !taken)
    return warn(taken.error().message);
  offered_ = true;
}

/// The threshold of our own has changed. Shares found under the former target still go.
void Session::retarget_current() {
  const JobRecord* record = book_.current();
  if (record == nullptr) return;
  const double difficulty = record->difficulty;
  const auto target =
      Target::from_difficulty(std::max(difficulty, source_.wishes.least_difficulty.value_or(0)));
  if (!target) return warn("the threshold for shares is none: " + target.error().message);
  Job job = record->job;
  if (job.share_target == *target) return;
  job.share_target = *target;
  job.clean = false;
  if (offered_) return offer(std::move(job), difficulty);
  book_.add(std::move(job), difficulty);
}

void Session::void_work(Time now) {
  if (offered_) source_.sink->drop_job();
  offered_ = false;
  hold_until_.reset();
  if (book_.size() > 0) broken_at_ = now;
  book_.clear();
  drop_void_shares();
  for (const auto& held : queue_.take_unanswered()) report_lost(held, now);
}

void Session::drop_void_shares() {
  // They were found in time, but could not be sent in time.
  const auto is_void = [&](const Share& share) { return !book_.contains(*share.job()); };
  for (const auto& held : queue_.take_waiting_if(is_void))
    if (enough())
      source_.observer->on_share_withheld(held.share);
    else
      source_.observer->on_share_dropped(held.share, StaleFault::network);
}

}  // namespace wildcat::stratum
