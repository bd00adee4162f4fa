// SPDX-License-Identifier: MIT
// Makes jobs from a seeded generator: previous hash, branch, height, times.
#include "stratum/practice_pool/job_factory.h"

#include <algorithm>

#include "stratum/practice_pool/coinbase.h"

namespace wildcat::practice {
namespace {

constexpr std::uint32_t first_height = 900'000;  // of the order of the real chain's
constexpr std::size_t branch_depth = 12;         // a block of some 3000 transactions
constexpr std::uint32_t job_version = 0x20000000;
constexpr std::size_t tag_size = 4, extranonce1_size = 4;
constexpr std::string_view pool_tag = "/wildcat practice/";

}  // namespace

JobFactory::JobFactory(const PoolOptions& options)
    : random_(options.seed),
      nbits_(options.nbits),
      extranonce_bytes_(tag_size + extranonce1_size + options.extranonce2_size),
      height_(first_height) {}

void JobFactory::fill_random(std::span<std::uint8_t> bytes) {
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random_());
}

Hash JobFactory::random_hash() {
  Hash hash{};
  fill_random(hash);
  return hash;
}

std::shared_ptr<const PoolJob> JobFactory::refresh() {
  if (block_ == 0) return next_block();
  CoinbaseContent content;
  content.height = height_;
  content.extranonce_bytes = extranonce_bytes_;
  content.pool_tag = pool_tag;
  content.payout = block_subsidy(height_) + random_() % 20'000'000;  // with some fees
  fill_random(content.payee);
  content.witness_root = random_hash();
  const CoinbaseHalves halves = make_coinbase(content);

  auto job = std::make_shared<PoolJob>();
  job->serial = ++serial_;
  job->block = block_;
  job->height = height_;
  job->version = job_version;
  job->nbits = nbits_;
  job->prev_hash = prev_hash_;
  job->coinb1 = halves.first;
  job->coinb2 = halves.second;
  for (std::size_t i = 0; i < branch_depth; ++i) job->branch.push_back(random_hash());
  return job;
}

Hash JobFactory::made_up_block() {
  Hash hash = random_hash();
  // A block's hash ends (in internal order) in zeros, as it met a target.
  std::fill(hash.end() - 8, hash.end(), std::uint8_t{0});
  return hash;
}

std::shared_ptr<const PoolJob> JobFactory::next_block(const std::optional<Hash>& found) {
  ++block_;
  ++height_;
  prev_hash_ = found ? *found : made_up_block();
  return refresh();
}

std::chrono::milliseconds JobFactory::until_block(std::chrono::milliseconds mean) {
  std::exponential_distribution<double> wait(
      1.0 / static_cast<double>(std::max<std::int64_t>(1, mean.count())));
  return std::chrono::milliseconds(static_cast<std::int64_t>(wait(random_)) + 1);
}

}  // namespace wildcat::practice
