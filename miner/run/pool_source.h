// SPDX-License-Identifier: MIT
// One worker of a run: the one place where a source of the Miner and a Stratum client meet. Jobs go
// one way, shares the other, and what became of each share is counted: none is forgotten.
#pragma once

#include <functional>
#include <mutex>

#include "miner/run/pool_book.h"
#include "miner/run/pool_events.h"
#include "miner/run/share_pacer.h"
#include "wildcat/miner.h"
#include "wildcat/stratum.h"

namespace wildcat::program {

/// What makes a worker.
struct WorkerOptions {
  std::uint32_t number = 1;  ///< counts from 1; what events carry
  double weight = 1;         ///< of this pool's work beside the worker's other pools
  stratum::ClientOptions client;
  std::uint64_t first_extranonce2 = 0;
  std::optional<double> shares_per_minute;  ///< empty: all that are found
  std::uint64_t phase_seed = 0;             ///< of the moments at which they go
  bool blocks_at_once = false;              ///< blocks go beyond that number
};

/// One pool connection as a job source. Thread rule: the loop's thread (or before it runs). The
/// Miner is stopped before this is destroyed.
class PoolSource final : public PoolEvents, public stratum::JobSink {
 public:
  /// What it tells its owner.
  struct Hooks {
    std::function<void(const ShareOutcome&)> on_outcome;
    /// The worker may work now, or cannot any more.
    std::function<void(bool ready)> on_ready;
    std::function<void(const stratum::Fault&)> on_fault;
    std::function<void(const stratum::FaultAnswer&)> on_fault_answer;
    std::function<void(stratum::ClientEnd, const Error&)> on_end;
  };

  /// `connection` counts those of the run from 1; `book` is where the state of this pool stands.
  PoolSource(stratum::Loop& loop, Miner& miner, EventBus& bus, PoolBook::Entry& book,
             std::uint32_t connection, WorkerOptions options, Hooks hooks);

  stratum::Client& client() { return client_; }
  /// This pool's turn has come.
  void tell_active(const std::string& why);
  /// From now on only shares of at least this difficulty are looked for, whatever less the pool
  /// asks for; empty: what the pool asks for.
  void set_least_difficulty(std::optional<double> difficulty);
  /// Sends what is proven, waits up to `grace` for answers; the end hook follows.
  void stop(std::chrono::milliseconds grace);
  /// The end, come what may: what the client still has counts as lost when it was sent, as withheld
  /// when it was not. Any thread; later calls do nothing.
  void close_books();
  std::uint32_t number() const { return who_.worker; }
  const std::string& user() const { return who_.user; }
  SourceId source() const { return source_; }
  /// The miner has a job of this pool.
  bool has_work() const { return miner_.has_job(source_); }

  Result<void> set_extranonce(Extranonce extranonce) override;
  Result<void> set_job(JobOffer offer) override;
  void drop_job() override;
  void on_job(const JobOffer& offer, double difficulty) override;
  void on_connected(const std::string& pool, const std::string& address) override;
  void on_authorized() override;
  void on_disconnected(const Error& why,
                       std::optional<std::chrono::milliseconds> retry_in) override;
  void on_result(const stratum::SubmitResult& result) override;
  void on_share_dropped(const Share& share, StaleFault fault) override;
  void on_share_withheld(const Share& share) override;
  void on_shares_discarded(std::uint64_t count) override;
  void on_fault(const stratum::Fault& fault) override;
  void on_fault_answer(const stratum::FaultAnswer& answer) override;
  void on_end(stratum::ClientEnd end, const Error& why) override;

 private:
  struct KeptJob {
    JobOffer offer;
    double difficulty;
  };
  void found(const Share& share);
  void send(Share share);
  void arm(SharePacer::Time when);
  void on_due();
  void forget_kept();
  void count(ShareOutcome::Kind kind, std::uint64_t shares);
  void set_ready(bool ready);

  stratum::Loop& loop_;
  Miner& miner_;
  PoolBook::Entry& book_;
  Hooks hooks_;
  const std::string pool_;
  SourceId source_ = 0;
  stratum::SourceWishes wishes_;
  bool connected_ = false, ready_ = false;
  std::optional<KeptJob> kept_job_;  ///< the last that was told as not mined on
  std::mutex mutex_;                 // guards the next two; scanners come with their finds
  SharePacer pace_;
  bool armed_ = false;  ///< on_due() is on its way
  stratum::Client client_;
};

}  // namespace wildcat::program
