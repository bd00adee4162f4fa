// SPDX-License-Identifier: MIT
// From notify to the sink: the difficulty and the extranonces that hold, the jobs on record, and
// whether they are mined on. A part of the session of its own; it knows nothing of shares, which
// ask it what has become of their job.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "stratum/v1/handshake.h"
#include "stratum/v1/job_book.h"

namespace wildcat::stratum {

/// One thread at a time.
class PoolJobs {
 public:
  using Time = Protocol::Time;

  /// Jobs are worked on for so long without a connection, in the hope of resuming.
  static constexpr std::chrono::seconds hold_time{60};
  /// A pool that has not given any job for so long is worth a warning.
  static constexpr std::chrono::seconds no_job_warning{60};

  /// All outlive it.
  PoolJobs(const ClientOptions& options, const SourceSetup& source, const Handshake& handshake,
           Outbox& out)
      : options_(options), source_(source), handshake_(handshake), out_(out) {}

  /// A connection stands. Its difficulty is named anew; the former one holds again if the session
  /// is resumed.
  void begin();
  /// The connection is gone before the pool took us on: what it said of difficulty is void.
  void forget_difficulty() { difficulty_ = former_difficulty_; }
  /// Without a connection, the work goes on for hold_time.
  void hold();
  /// The pool has taken us on. `resumed`: the jobs on record still hold.
  void subscribed(const Extranonce& extranonce, bool resumed);
  /// Offers what came before that.
  void take_early(bool resumed);
  /// Without a job it is waited for from now on.
  void wait_for_job();
  /// Takes all work away and forgets all jobs.
  void void_all();

  /// The source is closed: the next one has to be told everything.
  void forget_source();

  /// A job; one that came before the extranonces is kept until take_early().
  void on_notify(const Notify& notify);
  /// Holds from the next notify on, and so does the next one.
  void set_difficulty(double difficulty);
  void set_extranonce(const SetExtranonce& change);
  /// Offers the current job again: the mask has changed, or the work was taken away meanwhile.
  void refresh();
  /// The threshold of our own has changed. Shares found under the former target still go.
  void retarget();
  double difficulty() const { return difficulty_; }
  const Extranonce& extranonce() const { return extranonce_; }

  /// The record of this job; null when it is void.
  JobRecord* find(const std::shared_ptr<const Job>& job) { return book_.find(job); }
  /// Whose fault it is that the job of this share is void.
  StaleFault fault_of(const Share& share) const;

  /// The clock without a connection, and with one.
  void tick_offline();
  void tick_ready();
  std::optional<Time> due_offline() const;
  std::optional<Time> due_ready() const;

 private:
  struct EarlyJob {
    Notify notify;
    std::optional<double> difficulty;  ///< empty: none was named on this connection yet
  };

  void take(const Notify& notify, double difficulty);
  void tell_difficulty(double difficulty);
  void take_extranonce(const Extranonce& extranonce);
  bool repeated(const JobOffer& offer);
  void offer(JobOffer offer, double difficulty);

  const ClientOptions& options_;
  const SourceSetup& source_;
  const Handshake& handshake_;
  Outbox& out_;
  JobBook book_;
  bool offered_ = false;            ///< the sink has work of ours
  std::optional<Time> hold_until_;  ///< offline: when the work is taken away
  std::optional<Time> broken_at_;   ///< work up to here was lost with its connection
  double difficulty_ = 1, former_difficulty_ = 1;
  bool fresh_difficulty_ = false;          ///< named on this connection
  std::optional<double> told_difficulty_;  ///< to the observer
  Extranonce extranonce_;
  std::optional<Extranonce> next_extranonce_;  ///< takes effect with the next notify
  std::vector<EarlyJob> early_;                ///< came before subscribe's reply
  Time last_job_{};                            ///< or since when there could have been one
  bool had_job_ = false;                       ///< on this connection
  bool missed_job_ = false;                    ///< and was warned about
};

}  // namespace wildcat::stratum
