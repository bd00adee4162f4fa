// SPDX-License-Identifier: MIT
// Where the engine counts. Each tally has its own mutex that is held for a few additions; a
// scanner's tally also has cache lines of its own, so counting never makes scanners wait for one
// another.
#pragma once

#include <mutex>
#include <string>

#include "engine/rate_meter.h"
#include "wildcat/stats.h"
#include "wildcat/work.h"

namespace wildcat {

/// What one completed unit adds to its scanner's tally.
struct UnitCount {
  std::uint64_t hashes = 0;      ///< versions x nonces_done
  std::uint64_t candidates = 0;  ///< that met the unit's target
  double expected = 0;           ///< candidates that a fair search finds in so many hashes
  std::uint64_t hardware_errors = 0;
};

/// What one scanner has done. Thread rule: any thread.
class alignas(64) ScannerTally {
 public:
  void count_unit(const UnitCount& unit, Seconds at);
  /// A canary was run; `missed`: its answer was not found.
  void count_canary(bool missed);
  /// Adds the counters (not the rates) to `device` and returns the windows that end at `now`.
  RateSums add_to(DeviceStats& device, Seconds now) const;

 private:
  mutable std::mutex mutex_;
  RateMeter meter_;
  UnitCount sum_;
  std::uint64_t canaries_ = 0;
  std::uint64_t canaries_missed_ = 0;
};

/// What was counted for one source, or for all of them together. Thread rule: any thread.
class SourceTally {
 public:
  /// Everything counted here is counted in `total` as well, which outlives this; null: nowhere.
  explicit SourceTally(SourceId id, SourceTally* total = nullptr);
  void count_hashes(std::uint64_t hashes);
  /// A proven share goes to the source.
  void count_share(const Share& share);
  /// A proven share is withheld: its work was stale when it was found.
  void count_stale(const Share& share, StaleFault fault);
  /// Work of a job has been handed out for the first time, so long after it came.
  void count_first_hash(Seconds since);
  void count_exhausted_job();
  void count_outcome(const ShareOutcome& outcome);
  SourceStats snapshot() const;

 private:
  /// Applies `change` to the counters here and in the total.
  template <class Change>
  void apply(const Change& change);
  void add_share(const Share& share);

  SourceTally* const total_;
  mutable std::mutex mutex_;
  SourceStats stats_;
};

}  // namespace wildcat
