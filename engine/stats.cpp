// SPDX-License-Identifier: MIT
// Counting, and the few figures that are derived when a snapshot is taken.
#include "engine/stats.h"

#include <algorithm>

namespace wildcat {
namespace {

void add_outcome(SourceStats& stats, const ShareOutcome& outcome) {
  switch (outcome.kind) {
    case ShareOutcome::Kind::accepted:
      ++stats.accepted;
      stats.accepted_hashes += outcome.expected_hashes;
      break;
    case ShareOutcome::Kind::rejected:
      ++stats.rejected[static_cast<std::size_t>(outcome.reason)];
      break;
    case ShareOutcome::Kind::stale:
      ++stats.stale[static_cast<std::size_t>(outcome.fault)];
      break;
    case ShareOutcome::Kind::lost:
      ++stats.lost;
      break;
    case ShareOutcome::Kind::withheld:
      ++stats.withheld;
      break;
  }
  if (outcome.waited) stats.latencies.submit.add(*outcome.waited);
  if (outcome.answered_in) stats.latencies.reply.add(*outcome.answered_in);
}

}  // namespace

const char* to_string(RejectReason reason) {
  switch (reason) {
    case RejectReason::stale:
      return "stale";
    case RejectReason::duplicate:
      return "duplicate";
    case RejectReason::low_difficulty:
      return "low-difficulty";
    case RejectReason::unauthorized:
      return "unauthorized";
    case RejectReason::not_subscribed:
      return "not-subscribed";
    case RejectReason::other:
      break;
  }
  return "other";
}

const char* to_string(ShareOutcome::Kind kind) {
  switch (kind) {
    case ShareOutcome::Kind::accepted:
      return "accepted";
    case ShareOutcome::Kind::rejected:
      return "rejected";
    case ShareOutcome::Kind::stale:
      return "stale";
    case ShareOutcome::Kind::lost:
      return "lost";
    case ShareOutcome::Kind::withheld:
      return "withheld";
  }
  return "lost";
}

const char* to_string(StaleFault fault) {
  switch (fault) {
    case StaleFault::network:
      return "network";
    case StaleFault::pool:
      return "pool";
    case StaleFault::switching:
      break;
  }
  return "switching";
}

void ScannerTally::count_unit(const UnitCount& unit, Seconds at) {
  const std::lock_guard lock(mutex_);
  meter_.add(at, unit.hashes);
  sum_.hashes += unit.hashes;
  sum_.candidates += unit.candidates;
  sum_.expected += unit.expected;
  sum_.hardware_errors += unit.hardware_errors;
}

void ScannerTally::count_canary(bool missed) {
  const std::lock_guard lock(mutex_);
  ++canaries_;
  if (missed) ++canaries_missed_;
}

RateSums ScannerTally::add_to(DeviceStats& device, Seconds now) const {
  const std::lock_guard lock(mutex_);
  device.hashes += sum_.hashes;
  device.candidates += sum_.candidates;
  device.expected_candidates += sum_.expected;
  device.hardware_errors += sum_.hardware_errors;
  device.canaries += canaries_;
  device.canaries_missed += canaries_missed_;
  return meter_.sums(now);
}

SourceTally::SourceTally(SourceId id, SourceTally* total) : total_(total) { stats_.id = id; }

template <class Change>
void SourceTally::apply(const Change& change) {
  {
    const std::lock_guard lock(mutex_);
    change(*this);
  }
  if (total_ != nullptr) total_->apply(change);
}

void SourceTally::count_hashes(std::uint64_t hashes) {
  apply([&](SourceTally& t) { t.stats_.hashes += hashes; });
}

void SourceTally::add_share(const Share& share) {
  ++stats_.shares;
  stats_.best_difficulty = std::max(stats_.best_difficulty, share.difficulty());
}

void SourceTally::count_share(const Share& share) {
  apply([&](SourceTally& t) {
    t.add_share(share);
    if (share.is_block()) ++t.stats_.blocks;
  });
}

void SourceTally::count_stale(const Share& share, StaleFault fault) {
  apply([&](SourceTally& t) {
    t.add_share(share);
    ++t.stats_.stale[static_cast<std::size_t>(fault)];
  });
}

void SourceTally::count_exhausted_job() {
  apply([](SourceTally& t) { ++t.stats_.exhausted_jobs; });
}

void SourceTally::count_first_hash(Seconds since) {
  apply([since](SourceTally& t) { t.stats_.latencies.first_hash.add(since); });
}

void SourceTally::count_outcome(const ShareOutcome& outcome) {
  apply([&](SourceTally& t) { add_outcome(t.stats_, outcome); });
}

SourceStats SourceTally::snapshot() const {
  const std::lock_guard lock(mutex_);
  return stats_;
}

}  // namespace wildcat
