// SPDX-License-Identifier: MIT
// A practice pool inside this process, on a loop and a thread of its own, so that it is as far away
// from the miner as a pool on another machine: only a socket connects them.
#pragma once

#include <cstdint>
#include <memory>
#include <thread>

#include "stratum/practice_pool/practice_pool.h"

namespace wildcat::program {

/// The pool. Thread rule: one owner thread.
class LocalPool {
 public:
  LocalPool() = default;
  /// Stops and joins.
  ~LocalPool();
  LocalPool(const LocalPool&) = delete;
  LocalPool& operator=(const LocalPool&) = delete;

  /// Listens on a free port of 127.0.0.1 and serves; the port. `seed`: of the jobs' contents. Error
  /// (io): the pool's.
  Result<std::uint16_t> start(std::uint64_t seed = 0);

 private:
  stratum::Loop loop_;
  practice::PoolObserver observer_;
  std::unique_ptr<practice::Pool> pool_;
  std::thread thread_;
};

}  // namespace wildcat::program
