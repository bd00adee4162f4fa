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
  auto offer = build_offer(
      notify, JobTerms{difficulty, mask(), now, source_.wishes.least_difficulty.value_or(0)});
  if (!offer)
    return warn("job " + sanitize(notify.job_id, 64) +
                " of the pool cannot be mined: " + offer.error().message + "; keeping the former");
  const JobRecord* current = book_.current();
  if (current != nullptr && (renewed || current->offer.job->prev_hash != offer->job->prev_hash))
    offer->clean = true;  // whatever the pool says: the old work is worth nothing
  take_extranonce(extranonce);
  next_extranonce_.reset();
  last_job_ = now;
  had_job_ = true;
  // Named by nobody on this connection, it is the one we assume.
  if (!fresh_difficulty_) tell_difficulty(difficulty);
  // Under another extranonce1 the same parts are other work.
  if (!renewed) offer->job = book_.known(std::move(offer->job));
  if (!repeated(*offer)) this->offer(std::move(*offer), difficulty);
}

void Session::take_extranonce(const Extranonce& extranonce) {
  if (extranonce == extranonce_) return;
  extranonce_ = extranonce;
  if (auto taken = source_.sink->set_extranonce(extranonce); !taken) warn(taken.error().message);
}

void Session::tell_difficulty(double difficulty) {
  if (told_difficulty_ == difficulty) return;
  told_difficulty_ = difficulty;
  source_.observer->on_difficulty(difficulty);
}

/// A name that is on record needs no second offer, unless the pool goes back to it.
bool Session::repeated(const JobOffer& offer) {
  const JobRecord* known = book_.find(offer.job);
  if (known == nullptr || !known->has_name(offer)) return false;
  const JobName& newest = book_.current()->names.back();
  const bool is_newest = known == book_.current() && newest.id == offer.name &&
                         newest.share_target == offer.share_target;
  if (!is_newest && (offer.clean || newest.id == offer.name)) return false;
  if (offer.clean) {
    book_.clear_others();
    drop_void_shares();
  }
  if (!offered_) refresh_current();
  return true;
}

void Session::offer(JobOffer offer, double difficulty) {
  JobOffer offered = offer;
  // Calling the work in hand clean must not make it void.
  const JobRecord* current = book_.current();
  if (offered_ && current != nullptr && current->offer.job == offer.job) offered.clean = false;
  if (auto taken = source_.sink->set_job(std::move(offered)); !taken)
    return warn("job " + sanitize(offer.name, 64) +
                " of the pool cannot be mined: " + taken.error().message + "; keeping the former");
  offered_ = true;
  const JobRecord& record = book_.add(std::move(offer), difficulty);
  drop_void_shares();
  source_.observer->on_job(record.offer, difficulty);
}

/// Offers the current job again: the mask has changed, or the work was taken away meanwhile.
void Session::refresh_current() {
  JobRecord* record = book_.current();
  if (record == nullptr) return;
  const std::uint32_t former = record->offer.roll_mask;
  if (offered_ && former == mask()) return;
  record->offer.roll_mask = mask();
  JobOffer offer = record->offer;
  // Work under bits that are no longer ours is void; work without new ones is merely narrower.
  offer.clean = (former & ~mask()) != 0;
  offer.arrived = clock_;
  if (auto taken = source_.sink->set_job(std::move(offer)); !taken)
    return warn(taken.error().message);
  offered_ = true;
}

/// The threshold of our own has changed. Shares found under the former target still go.
void Session::retarget_current() {
  const JobRecord* record = book_.current();
  if (record == nullptr) return;
  const double difficulty = record->names.back().difficulty;
  const auto target =
      Target::from_difficulty(std::max(difficulty, source_.wishes.least_difficulty.value_or(0)));
  if (!target) return warn("the threshold for shares is none: " + target.error().message);
  JobOffer changed = record->offer;
  if (changed.share_target == *target) return;
  changed.share_target = *target;
  changed.clean = false;
  changed.arrived = clock_;
  if (offered_) return offer(std::move(changed), difficulty);
  book_.add(std::move(changed), difficulty);
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
  const auto is_void = [&](const Share& share) { return !book_.contains(share.job()); };
  for (const auto& held : queue_.take_waiting_if(is_void))
    if (enough())
      source_.observer->on_share_withheld(held.share);
    else
      source_.observer->on_share_dropped(held.share, StaleFault::network);
}

}  // namespace wildcat::stratum
