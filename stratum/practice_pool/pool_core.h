// SPDX-License-Identifier: MIT
// What all connections of a pool share: the present job, the sessions, the counts. No sockets: the
// time comes in as an argument, what happens goes out through the observer.
#pragma once

#include <memory>
#include <optional>
#include <random>
#include <string>
#include <unordered_set>

#include "stratum/practice_pool/job_factory.h"
#include "stratum/practice_pool/practice_pool.h"
#include "stratum/practice_pool/session.h"

namespace wildcat::practice {

/// Thread rule: the loop's thread.
class PoolCore {
 public:
  /// `observer` outlives the core. A seed of 0 is replaced by one from the system.
  PoolCore(PoolOptions options, PoolObserver& observer);

  const PoolOptions& options() const { return options_; }
  PoolObserver& observer() { return observer_; }
  PoolStats& stats() { return stats_; }
  const PoolStats& stats() const { return stats_; }
  /// The job that new work is made of; null before the first new_block().
  const std::shared_ptr<const PoolJob>& job() const { return job_; }

  /// The least time between a block and the next one that a miner found: an easy `nbits` must not
  /// make a storm of clean jobs. Until then, further blocks of the same height are accepted as
  /// shares, and the chain takes the first one found.
  static constexpr std::chrono::seconds block_pause{1};

  /// Makes the next job or block when its time has come. True: there is a new job() to hand out.
  bool advance(Now now);
  /// Makes a new block at once, on the one that a miner found if there is one. Call it once before
  /// the first connection.
  void new_block(Now now);

  /// The next advance() makes a new block.
  void demand_block() { block_demanded_ = true; }

  /// The parked session of that id, or a new one with an extranonce1 that nobody else has.
  std::unique_ptr<Session> open_session(std::string_view resume_id, Now now);
  /// Keeps the session of a connection that ended. Null is ignored.
  void close_session(std::unique_ptr<Session> session, Now now);

  /// Counts a judged share and tells the observer. A block is built on by advance().
  void record(const CheckedShare& share, ShareNews news);

 private:
  void take_job(std::shared_ptr<const PoolJob> job, bool clean, Now now);
  std::uint32_t fresh_extranonce1();

  PoolOptions options_;
  PoolObserver& observer_;
  PoolStats stats_;
  std::mt19937_64 random_;
  JobFactory factory_;
  std::shared_ptr<const PoolJob> job_;
  std::chrono::steady_clock::time_point next_refresh_, next_block_, last_block_;
  std::optional<Hash> found_;  ///< block that a miner found on the present one
  bool block_demanded_ = false;
  std::uint32_t next_extranonce1_;
  std::unordered_set<std::uint32_t> live_extranonces_;
  SessionTable parked_;
};

}  // namespace wildcat::practice
