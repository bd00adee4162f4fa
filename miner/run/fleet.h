// SPDX-License-Identifier: MIT
// The workers of a run: one, or thousands that share one engine and one loop. They log in a few at
// a time, so that the pool's listen queue copes, and are counted together.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "miner/run/pool_source.h"
#include "wildcat/pool_group.h"

namespace wildcat::program {

/// `text` with every "%n" replaced by the worker's number.
std::string numbered(std::string text, std::uint32_t worker);

/// How long a unit may take, so that each of so many workers is served several times a second.
std::chrono::microseconds unit_time_for(std::uint32_t workers);

/// Makes sure that this process may open so many connections, raising its limit as far as it may.
/// Error (exhausted): the shortfall, and how to get more.
Result<void> allow_connections(std::uint64_t count);

/// How many clients there are.
struct FleetSize {
  std::uint32_t workers = 1;
  std::size_t pools = 1;  ///< of each worker
};

/// Thread rule: the loop's thread, or before it runs. The Miner is stopped before this is
/// destroyed.
class Fleet {
 public:
  /// So many are logging in to one pool at a time, when the run begins and when a pool has dropped
  /// them.
  static constexpr std::size_t most_at_once = 64;

  struct Hooks {
    std::function<void(const ShareOutcome&)> on_outcome;
    std::function<void(const stratum::Fault&)> on_fault;
    std::function<void(const stratum::FaultAnswer&)> on_fault_answer;
    /// All are done. How and why the last one was.
    std::function<void(stratum::ClientEnd, const Error&)> on_end;
  };
  /// Makes the options of a worker, which counts from 1, for one of the pools.
  using WorkerFactory = std::function<WorkerOptions(std::uint32_t worker, std::size_t pool)>;

  Fleet(stratum::Loop& loop, Miner& miner, EventBus& bus, FleetSize size,
        stratum::PoolStrategy strategy, const WorkerFactory& factory, Hooks hooks);

  /// Starts connecting.
  void start();
  /// As PoolSource::stop, for all.
  void stop(std::chrono::milliseconds grace);
  /// @{ For all workers; pools by their ids in pools(). Errors as PoolGroup's.
  Result<void> switch_pool(stratum::PoolId pool);
  /// `factory` makes the options of each worker for it, as its pool 0.
  Result<void> add_pool(const WorkerFactory& factory);
  Result<void> remove_pool(stratum::PoolId pool);
  Result<void> reorder_pools(const std::vector<stratum::PoolId>& order);
  void set_least_difficulty(std::optional<double> difficulty);
  /// @}
  /// But with quota. Any thread.
  bool mines_on_one_at_a_time() const { return book_.alone(); }
  /// The worker that a source belongs to; 0 when it is nobody's.
  std::uint32_t worker_of(SourceId source) const;
  std::uint32_t size() const { return static_cast<std::uint32_t>(workers_.size()); }
  /// Workers that a pool has accepted and that are connected to it. Any thread.
  std::uint32_t ready() const { return ready_; }
  /// A worker has a job.
  bool has_work() const;
  /// Where the pools stand. Any thread.
  std::vector<PoolStatus> pools() const { return book_.status(); }
  /// What workers `first` (from 1 on) and the `count - 1` after it have done. Any thread.
  std::vector<WorkerFigures> totals(std::uint32_t first, std::uint32_t count) const;
  /// The end: PoolSource::close_books for all. Any thread.
  void close_books();
  /// An event for each worker with its totals. Any thread.
  void tell_totals() const;

 private:
  struct Worker {
    std::vector<std::unique_ptr<PoolSource>> pools;
    std::unique_ptr<stratum::PoolGroup> group;  ///< goes before them
    std::size_t ready = 0, ended = 0;           ///< of its pools
  };
  void add_source(Worker& worker, std::uint32_t number, PoolBook::Entry& entry,
                  WorkerOptions options);
  template <class F>
  Result<void> each_group(F f);
  PoolSource::Hooks hooks_of(Worker& worker);
  void make_group(stratum::Loop& loop, Worker& worker, stratum::PoolStrategy strategy);
  /// All clients of all workers.
  template <class F>
  void each(F f) const {
    for (const Worker& worker : workers_)
      for (const auto& pool : worker.pools) f(*pool);
  }
  void one_ended(stratum::ClientEnd end, const Error& why);

  stratum::Loop& loop_;
  Miner& miner_;
  EventBus& bus_;
  Hooks hooks_;
  PoolBook book_;
  std::vector<Worker> workers_;        ///< never moved: hooks point into it
  mutable std::mutex pools_mutex_;     // guards Worker::pools, which only the loop's thread changes
  std::vector<std::uint32_t> owners_;  ///< workers of the sources, which count from 1
  std::shared_ptr<stratum::ShareBudget> budget_;  ///< of all pools together
  std::uint32_t connections_ = 0;
  std::atomic<std::uint32_t> ready_{0};
  std::size_t ended_ = 0;
};

}  // namespace wildcat::program
