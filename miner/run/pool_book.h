// SPDX-License-Identifier: MIT
// Where each pool of a run stands, all workers together: counted where it happens, so that anybody
// may look at any moment, and ten thousand workers cost a look no more than one.
#pragma once

#include <boost/describe/class.hpp>
#include <chrono>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "miner/json/form.h"
#include "wildcat/pool_group.h"
#include "wildcat/stats.h"
#include "wildcat/work.h"

namespace wildcat::program {

/// The newest job of a pool.
struct JobStatus {
  ForeignText job;  ///< the pool's name for it
  double difficulty = 0;
  std::optional<double> network_difficulty;
  Hash256 prev_hash;
  Hex8 ntime;
  std::chrono::system_clock::time_point since;
};
BOOST_DESCRIBE_STRUCT(JobStatus, (), (job, difficulty, network_difficulty, prev_hash, ntime, since))

/// One pool.
struct PoolStatus {
  stratum::PoolId id = 0;  ///< stays the pool's own, whatever order they are in
  std::string pool, user;
  bool active = false;                     ///< it is mined on (with quota: it too)
  std::uint32_t connected = 0, ready = 0;  ///< workers
  std::uint64_t accepted = 0, rejected = 0, stale = 0, lost = 0;
  std::optional<JobStatus> job;                 ///< empty: there has been none
  TextOrNull last_problem;                      ///< why a connection ended last
  std::chrono::system_clock::time_point since;  ///< when it was added
};
BOOST_DESCRIBE_STRUCT(PoolStatus, (),
                      (id, pool, user, active, connected, ready, accepted, rejected, stale, lost,
                       job, last_problem, since))

/// Thread rule: any thread. Entries stay where they are as long as the book.
class PoolBook {
 public:
  /// The page of one pool. What is told here is seen in status() at once.
  class Entry {
   public:
    Entry(PoolBook& book, PoolStatus status) : book_(book), status_(std::move(status)) {}
    void count_connected(bool more);
    void count_ready(bool more);
    void count(const ShareOutcome& outcome);
    void job_came(const JobOffer& offer, double difficulty);
    void left(std::string why);
    /// Its turn has come, and with `alone` that of no other.
    void turn_has_come();

   private:
    friend class PoolBook;
    PoolBook& book_;
    PoolStatus status_;
    bool removed_ = false;
  };

  /// `alone`: one pool is mined on at a time.
  explicit PoolBook(bool alone) : alone_(alone) {}
  bool alone() const { return alone_; }

  Entry& add(stratum::PoolId id, const std::string& pool, const std::string& user);
  void remove(stratum::PoolId id);
  /// In this order from now on; those not named stay behind.
  void reorder(const std::vector<stratum::PoolId>& ids);
  std::vector<PoolStatus> status() const;

 private:
  const bool alone_;
  mutable std::mutex mutex_;  // guards the entries
  std::list<Entry> entries_;
};

}  // namespace wildcat::program
