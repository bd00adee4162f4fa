// SPDX-License-Identifier: MIT
// The jobs a pool has given us lately, under all their names: what a share is matched with, and
// what makes it void. Apart from the session because its rules are those of job names alone.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "stratum/v1/message.h"
#include "wildcat/result.h"
#include "wildcat/work.h"

namespace wildcat::stratum {

/// Everything a job is offered under beside the notify.
struct JobTerms {
  double difficulty = 1;        ///< pending when the notify came
  std::uint32_t roll_mask = 0;  ///< version bits agreed on; 0: none
  std::chrono::steady_clock::time_point now{};
  double least_difficulty = 0;  ///< that is wanted, whatever the pool asks for
};

/// A job as a miner wants it. Errors: from_difficulty's and check_offer's.
Result<JobOffer> build_offer(const Notify& notify, const JobTerms& terms);

/// One of the names that a pool has for a job, and what it asks for under it.
struct JobName {
  std::string id;
  double difficulty = 1;
  Target share_target;
};

/// A job on record: what it is called, and what was sent of it.
struct JobRecord {
  using Hashes = std::set<std::array<std::uint8_t, 32>>;

  /// A pool that names the same work again and again has as many names of it valid at a time.
  static constexpr std::size_t most_names = 16;
  /// More are not remembered: a duplicate is only refused, a full memory ends the program.
  static constexpr std::size_t most_hashes = 16'384;

  JobOffer offer;              ///< the newest
  std::vector<JobName> names;  ///< those that are valid, the newest last; at least one
  /// Hashes that were submitted. Shared by records of the same work with other times, where the
  /// same header may be found again.
  std::shared_ptr<Hashes> submitted;

  /// The newest name whose target this share meets; for a block that meets none, the newest.
  const JobName& name_for(const Share& share) const;
  /// The pool has called it so, and asked for this target, and that still holds.
  bool has_name(const JobOffer& other) const;
  /// Records a hash; false when it is known already.
  bool note(const Hash256& hash);
};

/// The last 16 jobs: those whose shares may still be under way. One thread at a time.
class JobBook {
 public:
  static constexpr std::size_t most = 16;

  /// Records an offer; its job becomes the current one. The same job object is the same record,
  /// with one more name. A clean one voids all names before it, any one voids its own name where
  /// that stood for other work; a job without a valid name is void.
  JobRecord& add(JobOffer offer, double difficulty);
  /// Voids everything.
  void clear() { records_.clear(); }
  /// Voids all but the newest name of the current job.
  void clear_others();
  /// The newest job; null when there is none.
  JobRecord* current() { return records_.empty() ? nullptr : &records_.back(); }
  /// The record of this job object; null when it is void.
  JobRecord* find(const std::shared_ptr<const Job>& job);
  bool contains(const std::shared_ptr<const Job>& job) { return find(job) != nullptr; }
  /// The object on record that stands for the same headers as `job`, or `job` itself.
  std::shared_ptr<const Job> known(std::shared_ptr<const Job> job) const;
  std::size_t size() const { return records_.size(); }

 private:
  void void_name(const JobOffer& offer);
  JobRecord take_or_make(const std::shared_ptr<const Job>& job);

  std::deque<JobRecord> records_;
};

}  // namespace wildcat::stratum
