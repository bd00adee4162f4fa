// SPDX-License-Identifier: MIT
// Who mines what next: many job sources with weights, served in stride order. Each source has a
// virtual time that advances by hashes handed out / weight, and the source that is furthest behind
// is next, so over time every source with work gets hashes in proportion to its weight. Sources
// cost O(log n) per unit and no thread.
//
// One mutex guards it all. A scanner's thread takes it once to get a unit and once to hand it back,
// that is twice in about 16 ms of hashing, and never inside the hashing loop: running work learns
// of changes through its Generation alone.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <shared_mutex>
#include <vector>

#include "engine/job_source.h"
#include "engine/stats.h"
#include "engine/throttle.h"
#include "wildcat/device.h"
#include "wildcat/miner.h"
#include "wildcat/work.h"

namespace wildcat {

/// One job source as the engine keeps it. Shared by the scheduler and by every unit in flight, so
/// its Generation outlives them all. Thread rule: deliver() and tally from any thread; the rest is
/// the Scheduler's.
class Source {
 public:
  /// What is counted for it is counted in `total` too, which outlives it.
  Source(SourceId id, SourceOptions options, SourceTally& total);
  SourceId id() const { return id_; }

  /// Hands the share over unless its unit is stale; false then. Calls of one source may overlap.
  bool deliver(const WorkUnit& unit, const Share& share);
  /// Says that the job's whole space has been searched, unless what was of the generation `born` is
  /// stale.
  void tell_exhausted(std::uint32_t born, const std::shared_ptr<const Job>& job);
  /// Why work became stale last: by new work, or because it was taken away.
  StaleFault stale_fault() const {
    return taken_away_.load() ? StaleFault::network : StaleFault::switching;
  }
  /// What is counted for it.
  SourceTally tally;

 private:
  friend class Scheduler;
  /// Returns when no delivery that saw the former generation is running any more.
  void wait_for_deliveries();

  const SourceId id_;
  const std::function<void(const Share&)> on_share_;
  const std::function<void(const std::shared_ptr<const Job>&)> on_exhausted_;
  Generation generation_;
  std::atomic<bool> taken_away_{false};  // written before the generation is bumped
  std::shared_mutex delivery_;
  // Guarded by the scheduler's mutex:
  JobSource jobs_;
  double weight_;
  double virtual_time_ = 0;
  std::optional<JobSource::TimePoint> ready_at_;  // engaged while in the timed queue
  bool ready_ = false;                            // in the ready queue
  bool fresh_ = false;                            // nothing of the newest offer has been handed out
  bool removed_ = false;
};

/// A unit, what proves its finds, and the source it belongs to.
struct Assignment {
  Work work;
  std::shared_ptr<Source> source;
};

/// A scanner's place at the scheduler. Thread rule: made and used by the scanner's own thread.
struct ScannerSlot {
  ScannerSlot(Scanner& s, const DeviceSignals& d) : scanner(s), device(d) {}
  Scanner& scanner;                  ///< poked when its work becomes stale or is recalled
  const DeviceSignals& device;       ///< failed or paused: next() gives nothing
  std::vector<SourceId> working_on;  ///< one entry per unit in flight; the scheduler's
};

/// Thread rule: every function from any thread, none blocks but next() with Wait::yes.
class Scheduler {
 public:
  using TimePoint = JobSource::TimePoint;
  /// The shape to hand out, given how many versions the chosen source can roll (a power of two).
  using Wish = std::function<Shape(std::uint32_t versions_available)>;
  enum class Wait { no, yes };

  /// `total` counts all sources together, and outlives the scheduler and all units.
  explicit Scheduler(SourceTally& total) : total_(total) {}

  /// A source without work. A weight that is not a positive finite number counts as 1.
  std::shared_ptr<Source> add_source(SourceOptions options);
  /// Forgets it; what was handed out is stale, nothing is delivered afterwards.
  void remove_source(SourceId id);
  /// Null for an unknown id.
  std::shared_ptr<Source> find(SourceId id) const;
  /// As Miner::set_extranonce.
  Result<void> set_extranonce(SourceId id, Extranonce extranonce);
  /// Installs the offer, then, when it is clean, bumps the generation and pokes. No share of the
  /// former job is delivered after a clean set_job has returned. Errors: as Miner::set_job.
  Result<void> set_job(SourceId id, JobOffer offer);
  /// No work from it; what was handed out is stale and is not delivered afterwards.
  void drop_job(SourceId id);
  /// The same without the promise: deliveries may still be running.
  void end_job(SourceId id);
  /// False for an unknown id.
  bool has_job(SourceId id) const;
  /// Ignores weights that are not positive and finite.
  void set_weight(SourceId id, double weight);

  /// The next unit of the source that is furthest behind. Empty: nothing now (with Wait::yes only
  /// after close() or when the slot's device has failed or is paused).
  std::optional<Assignment> next(ScannerSlot& slot, const Wish& wish, Wait wait);
  /// The unit is over. What it left unsearched is handed out again, as soon as its job is mined.
  void finish(ScannerSlot& slot, const Assignment& assignment, std::uint64_t nonces_done);
  /// A number for a unit, unique within this scheduler.
  std::uint64_t new_unit_id() { return ++last_unit_id_; }

  /// Registers a slot for poking.
  void register_scanner(ScannerSlot& slot);
  /// The opposite; after it the slot's scanner is not touched.
  void unregister_scanner(ScannerSlot& slot);
  /// Makes sleepers look at their device's signals again.
  void wake();
  /// The same; also pokes the scanners of all devices that are paused.
  void recall_paused();
  /// next() gives nothing any more, for good.
  void close();

 private:
  using Key = std::pair<double, SourceId>;
  using TimedKey = std::pair<TimePoint, SourceId>;

  std::shared_ptr<Source> lookup(SourceId id) const;
  /// A job that has been searched to its end, and the generation that it was then.
  struct Searched {
    std::shared_ptr<const Job> job;
    std::uint32_t born = 0;
  };

  Result<void> no_such_source(SourceId id) const;
  Searched put_back(ScannerSlot& slot, const Assignment& assignment, std::uint64_t nonces_done);
  void take_work(Source& source);
  void make_ready(Source& source);
  void unqueue(Source& source);
  void wake_due(TimePoint now);
  void park(Source& source, TimePoint now);
  void invalidate(Source& source, bool taken_away);
  std::shared_ptr<Source> take_job_away(SourceId id);
  void charge(Source& source, double hashes);
  std::optional<Assignment> take(ScannerSlot& slot, const Wish& wish, TimePoint now);
  Assignment assign(ScannerSlot& slot, std::shared_ptr<Source> source, Work work);
  void sleep(std::unique_lock<std::mutex>& lock);

  SourceTally& total_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<SourceId, std::shared_ptr<Source>> sources_;
  std::set<Key> ready_;       // may have work, by virtual time
  std::set<TimedKey> timed_;  // will have work later, by time
  std::vector<ScannerSlot*> slots_;
  double virtual_now_ = 0;
  SourceId last_source_id_ = 0;
  bool closed_ = false;
  std::atomic<std::uint64_t> last_unit_id_{0};
};

}  // namespace wildcat
