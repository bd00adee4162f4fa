// SPDX-License-Identifier: MIT
// Starts the practice pool of this process, and stops it with its thread.
#include "miner/run/local_pool.h"

namespace wildcat::program {

Result<std::uint16_t> LocalPool::start(std::uint64_t seed) {
  practice::PoolOptions options;
  options.port = 0;
  options.seed = seed;
  pool_ = std::make_unique<practice::Pool>(loop_, options, observer_);
  if (auto started = pool_->start(); !started) return started.error();
  const std::uint16_t port = pool_->port();
  thread_ = std::thread([this] { loop_.run(); });
  return port;
}

LocalPool::~LocalPool() {
  if (!thread_.joinable()) return;
  loop_.post([this] {
    pool_->stop();
    loop_.stop();
  });
  thread_.join();
}

}  // namespace wildcat::program
