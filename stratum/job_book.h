// SPDX-License-Identifier: MIT
// The jobs a pool has given us lately: what a share is matched with, and what makes it void.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <set>
#include <vector>

#include "stratum/message.h"
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
};

/// A job as a miner wants it. Errors: from_difficulty's and check_job's.
Result<Job> build_job(const Notify& notify, const JobTerms& terms);

/// A job on record.
struct JobRecord {
  Job job;
  double difficulty = 1;
  double expected_hashes = 0;                        ///< of the share target
  std::set<std::array<std::uint8_t, 32>> submitted;  ///< hashes; a second offer may find them again
};

/// The last 32 jobs. One thread at a time.
class JobBook {
 public:
  static constexpr std::size_t most = 32;

  /// Adds a job; it becomes the current one. A clean one voids all before it.
  JobRecord& add(Job job, double difficulty);
  /// Voids everything.
  void clear() { records_.clear(); }
  /// The newest job; null when there is none.
  JobRecord* current() { return records_.empty() ? nullptr : &records_.back(); }
  /// The record of this very work (id, extranonce1, previous block, ntime, target); null when it is
  /// void.
  JobRecord* find(const Job& job);
  bool contains(const Job& job) { return find(job) != nullptr; }
  std::size_t size() const { return records_.size(); }

 private:
  std::deque<JobRecord> records_;
};

}  // namespace wildcat::stratum
