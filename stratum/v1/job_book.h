// SPDX-License-Identifier: MIT
// The jobs a pool has given us lately: what a share is matched with, and what makes it void.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <set>
#include <vector>

#include "stratum/v1/message.h"
#include "wildcat/result.h"
#include "wildcat/work.h"

namespace wildcat::stratum {

/// The pool's part of the coinbase, and how much of it is ours.
struct Extranonce {
  std::vector<std::uint8_t> extranonce1;
  std::uint8_t extranonce2_size = 0;
  friend bool operator==(const Extranonce&, const Extranonce&) = default;
};

/// Everything a Job is made of beside the notify.
struct JobTerms {
  Extranonce extranonce;
  double difficulty = 1;        ///< pending when the notify came
  std::uint32_t roll_mask = 0;  ///< version bits agreed on; 0: none
  std::chrono::steady_clock::time_point now{};
  double least_difficulty = 0;  ///< that is wanted, whatever the pool asks for
};

/// A job as a miner wants it. Errors: from_difficulty's and check_job's.
Result<Job> build_job(const Notify& notify, const JobTerms& terms);

/// A job on record.
struct JobRecord {
  using Hashes = std::set<std::array<std::uint8_t, 32>>;

  Job job;
  double difficulty = 1;
  double expected_hashes = 0;  ///< of the share target
  /// Hashes: a second offer may find them again. Shared by offers that differ in the target alone.
  std::shared_ptr<Hashes> submitted;

  /// More are not remembered: a duplicate is only refused, a full memory ends the program.
  static constexpr std::size_t most_hashes = 16'384;
  /// Records a hash; false when it is known already.
  bool note(const Hash256& hash);
};

/// The last 16 jobs: those whose shares may still be under way. One thread at a time.
class JobBook {
 public:
  static constexpr std::size_t most = 16;

  /// Adds a job; it becomes the current one. A clean one voids all before it, any one voids those
  /// that had its id and stand for other work.
  JobRecord& add(Job job, double difficulty);
  /// Voids everything.
  void clear() { records_.clear(); }
  /// Voids all but the current job.
  void clear_others();
  /// The newest job; null when there is none.
  JobRecord* current() { return records_.empty() ? nullptr : &records_.back(); }
  /// The record of this very work (all that is hashed, and the target); null when it is void.
  JobRecord* find(const Job& job);
  bool contains(const Job& job) { return find(job) != nullptr; }
  /// True when the current job is the same but for the target: what was searched stays searched.
  bool goes_on_with(const Job& job) const;
  std::size_t size() const { return records_.size(); }

 private:
  std::shared_ptr<JobRecord::Hashes> hashes_of(const Job& job) const;

  std::deque<JobRecord> records_;
};

}  // namespace wildcat::stratum
