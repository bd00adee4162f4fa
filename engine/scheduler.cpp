// SPDX-License-Identifier: MIT
// Stride scheduling over two ordered sets: sources that may have work, by virtual time, and sources
// that wait for the clock (ntime rolls with real time), by time. A source without either sleeps
// until its next job.
#include "engine/scheduler.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace wildcat {
namespace {

// A source that had nothing although it called itself ready is not asked again sooner.
constexpr std::chrono::milliseconds shortest_pause{1};

bool usable(double weight) { return std::isfinite(weight) && weight > 0; }

double hashes_of(const WorkUnit& unit, std::uint64_t nonces) {
  return static_cast<double>(unit.versions) * static_cast<double>(nonces);
}

std::uint32_t versions_available(const JobOffer& offer) {
  const int bits = std::popcount(offer.roll_mask & ~offer.job->version);
  return std::uint32_t{1} << std::min(bits, 31);
}

}  // namespace

Source::Source(SourceId id, SourceOptions options, SourceTally& total)
    : tally(id, &total),
      id_(id),
      on_share_(std::move(options.on_share)),
      on_exhausted_(std::move(options.on_exhausted)),
      jobs_(id, options.first_extranonce2),
      weight_(usable(options.weight) ? options.weight : 1) {
  if (check_extranonce(options.extranonce)) jobs_.set_extranonce(std::move(options.extranonce));
}

bool Source::deliver(const WorkUnit& unit, const Share& share) {
  const std::shared_lock lock(delivery_);
  if (unit.stale()) return false;
  tally.count_share(share);
  if (on_share_) on_share_(share);
  return true;
}

void Source::tell_exhausted(std::uint32_t born, const std::shared_ptr<const Job>& job) {
  const std::shared_lock lock(delivery_);
  if (on_exhausted_ && generation_.load() == born) on_exhausted_(job);
}

// The bump comes first, so whoever starts a delivery from now on sees it; those who did not hold
// the lock.
void Source::wait_for_deliveries() { const std::unique_lock lock(delivery_); }

std::shared_ptr<Source> Scheduler::add_source(SourceOptions options) {
  const std::lock_guard lock(mutex_);
  const SourceId id = ++last_source_id_;
  auto source = std::make_shared<Source>(id, std::move(options), total_);
  sources_.emplace(id, source);
  return source;
}

std::shared_ptr<Source> Scheduler::lookup(SourceId id) const {
  const auto found = sources_.find(id);
  return found == sources_.end() ? nullptr : found->second;
}

std::shared_ptr<Source> Scheduler::find(SourceId id) const {
  const std::lock_guard lock(mutex_);
  return lookup(id);
}

void Scheduler::remove_source(SourceId id) {
  std::shared_ptr<Source> source;
  {
    const std::lock_guard lock(mutex_);
    source = lookup(id);
    if (!source) return;
    source->removed_ = true;
    sources_.erase(id);
    take_work(*source);
  }
  source->wait_for_deliveries();
}

Result<void> Scheduler::no_such_source(SourceId id) const {
  return Error{Errc::not_found,
               "there is no job source " + std::to_string(id) + "; add it before giving it a job"};
}

Result<void> Scheduler::set_extranonce(SourceId id, Extranonce extranonce) {
  if (auto checked = check_extranonce(extranonce); !checked) return checked;
  std::shared_ptr<Source> source;
  {
    const std::lock_guard lock(mutex_);
    source = lookup(id);
    if (!source) return no_such_source(id);
    if (source->jobs_.extranonce() == extranonce) return {};
    take_work(*source);
    source->jobs_.set_extranonce(std::move(extranonce));
  }
  source->wait_for_deliveries();
  return {};
}

Result<void> Scheduler::set_job(SourceId id, JobOffer offer) {
  if (auto checked = check_offer(offer); !checked) return checked;
  const bool clean = offer.clean;
  auto shared = std::make_shared<const JobOffer>(std::move(offer));
  std::shared_ptr<Source> source;
  {
    const std::lock_guard lock(mutex_);
    source = lookup(id);
    if (!source) return no_such_source(id);
    source->jobs_.set_job(std::move(shared));
    source->fresh_ = true;
    if (clean) invalidate(*source, false);
    make_ready(*source);
  }
  changed_.notify_all();
  if (clean) source->wait_for_deliveries();
  return {};
}

/// No more work from it, and what was handed out is void.
void Scheduler::take_work(Source& source) {
  source.jobs_.drop_job();
  unqueue(source);
  invalidate(source, true);
}

std::shared_ptr<Source> Scheduler::take_job_away(SourceId id) {
  const std::lock_guard lock(mutex_);
  auto source = lookup(id);
  if (!source) return nullptr;
  take_work(*source);
  return source;
}

void Scheduler::drop_job(SourceId id) {
  if (const auto source = take_job_away(id)) source->wait_for_deliveries();
}

void Scheduler::end_job(SourceId id) { take_job_away(id); }

bool Scheduler::has_job(SourceId id) const {
  const std::lock_guard lock(mutex_);
  const auto source = lookup(id);
  return source != nullptr && source->jobs_.offer() != nullptr;
}

void Scheduler::set_weight(SourceId id, double weight) {
  const std::lock_guard lock(mutex_);
  if (const auto source = lookup(id); source && usable(weight)) source->weight_ = weight;
}

// One integer makes the work stale; the pokes only make the scanners look sooner.
void Scheduler::invalidate(Source& source, bool taken_away) {
  source.taken_away_ = taken_away;
  source.generation_.bump();
  for (ScannerSlot* slot : slots_) {
    const auto& at = slot->working_on;
    if (std::find(at.begin(), at.end(), source.id_) != at.end()) slot->scanner.poke();
  }
}

void Scheduler::unqueue(Source& source) {
  if (source.ready_) ready_.erase({source.virtual_time_, source.id_});
  if (source.ready_at_) timed_.erase({*source.ready_at_, source.id_});
  source.ready_ = false;
  source.ready_at_.reset();
}

// A source that had nothing to do enters at the present virtual time: it may not call in the time
// it slept (it would hog), nor wait for others to catch up (it would starve).
void Scheduler::make_ready(Source& source) {
  if (source.ready_ || source.removed_) return;
  unqueue(source);
  source.virtual_time_ = std::max(source.virtual_time_, virtual_now_);
  ready_.insert({source.virtual_time_, source.id_});
  source.ready_ = true;
}

void Scheduler::wake_due(TimePoint now) {
  while (!timed_.empty() && timed_.begin()->first <= now)
    make_ready(*sources_.at(timed_.begin()->second));
}

// A source that had nothing although it calls itself ready is asked again soon, not at once.
void Scheduler::park(Source& source, TimePoint now) {
  unqueue(source);
  if (source.jobs_.note_exhausted()) source.tally.count_exhausted_job();
  const auto at = source.jobs_.ready_at(now);
  if (!at) return;
  source.ready_at_ = std::max(*at, now + shortest_pause);
  timed_.insert({*source.ready_at_, source.id_});
}

void Scheduler::charge(Source& source, double hashes) {
  const bool queued = source.ready_;
  if (queued) ready_.erase({source.virtual_time_, source.id_});
  source.virtual_time_ += hashes / source.weight_;
  if (queued) ready_.insert({source.virtual_time_, source.id_});
}

Assignment Scheduler::assign(ScannerSlot& slot, std::shared_ptr<Source> source, Work work) {
  work.unit.id = new_unit_id();
  work.unit.live = &source->generation_;
  work.unit.born = source->generation_.load();
  virtual_now_ = std::max(virtual_now_, source->virtual_time_);
  if (std::exchange(source->fresh_, false))
    source->tally.count_first_hash(TimePoint::clock::now() - work.offer->arrived);
  charge(*source, hashes_of(work.unit, work.unit.nonces.count));
  slot.working_on.push_back(source->id_);
  return {std::move(work), std::move(source)};
}

std::optional<Assignment> Scheduler::take(ScannerSlot& slot, const Wish& wish, TimePoint now) {
  wake_due(now);
  while (!ready_.empty()) {
    auto source = sources_.at(ready_.begin()->second);
    const auto& offer = source->jobs_.offer();
    auto work = offer ? source->jobs_.next(wish(versions_available(*offer)), now) : std::nullopt;
    if (work) return assign(slot, std::move(source), std::move(*work));
    park(*source, now);
  }
  return std::nullopt;
}

void Scheduler::sleep(std::unique_lock<std::mutex>& lock) {
  if (timed_.empty()) return changed_.wait(lock);
  const TimePoint due = timed_.begin()->first;  // a copy: the queue may change while we sleep
  changed_.wait_until(lock, due);
}

std::optional<Assignment> Scheduler::next(ScannerSlot& slot, const Wish& wish, Wait wait) {
  std::unique_lock lock(mutex_);
  for (;;) {
    // Read before `paused`, which is set before it moves on: a pause that comes now is seen in one
    // of the two.
    const std::uint32_t issued = slot.device.recall.load();
    if (closed_ || slot.device.failed.load() || slot.device.paused.load()) return std::nullopt;
    if (auto assignment = take(slot, wish, TimePoint::clock::now())) {
      assignment->work.unit.recall = &slot.device.recall;
      assignment->work.unit.issued = issued;
      return assignment;
    }
    if (wait == Wait::no) return std::nullopt;
    sleep(lock);
  }
}

void Scheduler::finish(ScannerSlot& slot, const Assignment& assignment, std::uint64_t nonces_done) {
  const Searched searched = put_back(slot, assignment, nonces_done);
  if (searched.job) assignment.source->tell_exhausted(searched.born, searched.job);
}

// Stale or not, what was left of a unit is searched when its job is mined again; so nothing of a
// job is left out, and nothing is searched twice.
Scheduler::Searched Scheduler::put_back(ScannerSlot& slot, const Assignment& assignment,
                                        std::uint64_t nonces_done) {
  Source& source = *assignment.source;
  const WorkUnit& unit = assignment.work.unit;
  const std::lock_guard lock(mutex_);
  const auto at = std::find(slot.working_on.begin(), slot.working_on.end(), source.id_);
  if (at != slot.working_on.end()) slot.working_on.erase(at);
  const bool more = source.jobs_.finish(assignment.work, nonces_done);
  if (source.removed_) return {};
  // Charged when handed out, refunded when not hashed: a source pays for what it got.
  if (nonces_done < unit.nonces.count)
    charge(source, -hashes_of(unit, unit.nonces.count - nonces_done));
  if (more) {
    make_ready(source);
    changed_.notify_all();  // all who sleep: the rest may be large
  }
  return {source.jobs_.take_searched(), source.generation_.load()};
}

void Scheduler::register_scanner(ScannerSlot& slot) {
  const std::lock_guard lock(mutex_);
  slots_.push_back(&slot);
}

void Scheduler::unregister_scanner(ScannerSlot& slot) {
  const std::lock_guard lock(mutex_);
  std::erase(slots_, &slot);
}

void Scheduler::wake() {
  {
    const std::lock_guard lock(mutex_);
  }
  changed_.notify_all();
}

void Scheduler::recall_paused() {
  {
    const std::lock_guard lock(mutex_);
    for (ScannerSlot* slot : slots_)
      if (slot->device.paused.load()) slot->scanner.poke();
  }
  changed_.notify_all();
}

void Scheduler::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  changed_.notify_all();
}

}  // namespace wildcat
