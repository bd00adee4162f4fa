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

std::uint32_t versions_available(const Job& job) {
  const int bits = std::popcount(job.roll_mask & ~job.version);
  return std::uint32_t{1} << std::min(bits, 31);
}

}  // namespace

Source::Source(SourceId id, SourceOptions options, SourceTally& total)
    : tally(id, &total),
      id_(id),
      on_share_(std::move(options.on_share)),
      on_exhausted_(std::move(options.on_exhausted)),
      jobs_(id, options.first_extranonce2),
      weight_(usable(options.weight) ? options.weight : 1) {}

bool Source::deliver(const WorkUnit& unit, const Share& share) {
  const std::shared_lock lock(delivery_);
  if (unit.stale()) return false;
  tally.count_share(share);
  if (on_share_) on_share_(share);
  return true;
}

void Source::tell_exhausted(const WorkUnit& unit, const Job& job) {
  const std::shared_lock lock(delivery_);
  if (on_exhausted_ && !unit.stale()) on_exhausted_(job);
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
    unqueue(*source);
    source->jobs_.drop_job();
    invalidate(*source, true);
  }
  source->wait_for_deliveries();
}

Result<void> Scheduler::set_job(SourceId id, Job job) {
  if (auto checked = check_job(job); !checked) return checked;
  const bool clean = job.clean;
  auto shared = std::make_shared<const Job>(std::move(job));
  std::shared_ptr<Source> source;
  {
    const std::lock_guard lock(mutex_);
    source = lookup(id);
    if (!source)
      return Error{Errc::not_found, "there is no job source " + std::to_string(id) +
                                        "; add it before giving it a job"};
    source->jobs_.set_job(std::move(shared));
    source->fresh_ = true;
    // The same job under another target goes on, and may have been exhausted before.
    const bool still_exhausted = source->jobs_.exhausted();
    source->exhaustion_counted_ = source->exhaustion_counted_ && still_exhausted;
    source->exhaustion_told_ = source->exhaustion_told_ && still_exhausted;
    if (clean) invalidate(*source, false);
    make_ready(*source);
  }
  changed_.notify_all();
  if (clean) source->wait_for_deliveries();
  return {};
}

std::shared_ptr<Source> Scheduler::take_job_away(SourceId id) {
  const std::lock_guard lock(mutex_);
  auto source = lookup(id);
  if (!source) return nullptr;
  source->jobs_.drop_job();
  unqueue(*source);
  invalidate(*source, true);
  return source;
}

void Scheduler::drop_job(SourceId id) {
  if (const auto source = take_job_away(id)) source->wait_for_deliveries();
}

void Scheduler::end_job(SourceId id) { take_job_away(id); }

void Scheduler::set_weight(SourceId id, double weight) {
  const std::lock_guard lock(mutex_);
  if (const auto source = lookup(id); source && usable(weight)) source->weight_ = weight;
}

// One integer makes the work stale; the pokes only make the scanners look sooner.
void Scheduler::invalidate(Source& source, bool taken_away) {
  source.taken_away_ = taken_away;
  source.generation_.bump();
  source.in_flight_ = 0;
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
  if (source.jobs_.job() && source.jobs_.exhausted() && !source.exhaustion_counted_) {
    source.exhaustion_counted_ = true;
    source.tally.count_exhausted_job();
  }
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
    source->tally.count_first_hash(TimePoint::clock::now() - work.job->arrived);
  charge(*source, hashes_of(work.unit, work.unit.nonces.count));
  slot.working_on.push_back(source->id_);
  ++source->in_flight_;
  return {std::move(work), std::move(source)};
}

std::optional<Assignment> Scheduler::take(ScannerSlot& slot, const Wish& wish, TimePoint now) {
  wake_due(now);
  while (!ready_.empty()) {
    auto source = sources_.at(ready_.begin()->second);
    const auto& job = source->jobs_.job();
    auto work = job ? source->jobs_.next(wish(versions_available(*job)), now) : std::nullopt;
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
  if (const auto job = put_back(slot, assignment, nonces_done))
    assignment.source->tell_exhausted(assignment.work.unit, *job);
}

// The job whose space this unit was the last of; null for all others.
std::shared_ptr<const Job> Scheduler::put_back(ScannerSlot& slot, const Assignment& assignment,
                                               std::uint64_t nonces_done) {
  Source& source = *assignment.source;
  const WorkUnit& unit = assignment.work.unit;
  const std::lock_guard lock(mutex_);
  const auto at = std::find(slot.working_on.begin(), slot.working_on.end(), source.id_);
  if (at != slot.working_on.end()) slot.working_on.erase(at);
  if (!unit.stale()) --source.in_flight_;
  if (nonces_done >= unit.nonces.count || source.removed_) return exhausted_job(source);
  // Charged when handed out, refunded when not hashed: a source pays for what it got.
  charge(source, -hashes_of(unit, unit.nonces.count - nonces_done));
  if (unit.stale()) return nullptr;
  source.jobs_.give_back(assignment.work, nonces_done);
  make_ready(source);
  changed_.notify_all();  // all who sleep: the rest may be large
  return nullptr;
}

std::shared_ptr<const Job> Scheduler::exhausted_job(Source& source) {
  if (source.in_flight_ > 0 || source.exhaustion_told_ || !source.jobs_.exhausted()) return nullptr;
  source.exhaustion_told_ = true;
  return source.jobs_.job();
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
