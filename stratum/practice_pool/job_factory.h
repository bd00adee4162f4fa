// SPDX-License-Identifier: MIT
// Makes the practice pool's jobs: a chain of made-up blocks whose shape is that of real ones. The
// contents come from a seeded generator, so that a test can have the same jobs twice.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <random>

#include "stratum/practice_pool/pool_job.h"
#include "stratum/practice_pool/practice_pool.h"

namespace wildcat::practice {

/// Thread rule: one thread at a time.
class JobFactory {
 public:
  /// Uses `options.nbits`, `extranonce2_size` and `seed` (not 0).
  explicit JobFactory(const PoolOptions& options);

  /// Another job on the same previous block: other transactions, so another branch and coinbase.
  std::shared_ptr<const PoolJob> refresh();
  /// A job on a new previous block, one higher. `found`: that block's hash; empty: a made-up one.
  std::shared_ptr<const PoolJob> next_block(const std::optional<Hash>& found = {});
  /// Time until the next block, exponentially distributed with the given mean.
  std::chrono::milliseconds until_block(std::chrono::milliseconds mean);

 private:
  void fill_random(std::span<std::uint8_t> bytes);
  Hash random_hash();
  Hash made_up_block();

  std::mt19937_64 random_;
  std::uint32_t nbits_;
  std::size_t extranonce_bytes_;
  std::uint32_t serial_ = 0, block_ = 0, height_;
  Hash prev_hash_{};
};

}  // namespace wildcat::practice
