// SPDX-License-Identifier: MIT
// The jobs: parsed back as a client and a node would, and compared from job to job.
#include "stratum/practice_pool/job_factory.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "stratum/practice_pool/coinbase.h"
#include "tests/unit/practice/vectors.h"

namespace wildcat::practice {
namespace {

/// Reads a transaction front to back; every access is checked.
class Reader {
 public:
  explicit Reader(Bytes bytes) : bytes_(std::move(bytes)) {}
  Bytes take(std::size_t size) {
    EXPECT_LE(at_ + size, bytes_.size());
    if (at_ + size > bytes_.size()) return Bytes(size);
    at_ += size;
    return Bytes(bytes_.begin() + at_ - size, bytes_.begin() + at_);
  }
  std::uint64_t number(int size) {
    const Bytes bytes = take(size);
    std::uint64_t value = 0;
    for (int i = size; i-- > 0;) value = value << 8 | bytes[i];
    return value;
  }
  bool at_end() const { return at_ == bytes_.size(); }

 private:
  Bytes bytes_;
  std::size_t at_ = 0;
};

struct ParsedCoinbase {
  Bytes script;
  std::vector<std::pair<std::uint64_t, Bytes>> outputs;
};

ParsedCoinbase parse(const PoolJob& job, std::size_t extranonce_bytes) {
  Bytes bytes = job.coinb1;
  bytes.resize(bytes.size() + extranonce_bytes, 0xee);
  append(bytes, job.coinb2);
  Reader reader(bytes);
  ParsedCoinbase parsed;
  EXPECT_EQ(reader.number(4), 2u);
  EXPECT_EQ(reader.number(1), 1u) << "one input, and no segwit marker";
  EXPECT_EQ(reader.take(32), Bytes(32));
  EXPECT_EQ(reader.number(4), 0xffffffffu);
  parsed.script = reader.take(reader.number(1));
  EXPECT_EQ(reader.number(4), 0xffffffffu);
  for (auto outputs = reader.number(1); outputs > 0; --outputs) {
    const std::uint64_t value = reader.number(8);
    parsed.outputs.emplace_back(value, reader.take(reader.number(1)));
  }
  EXPECT_EQ(reader.number(4), 0u);
  EXPECT_TRUE(reader.at_end());
  return parsed;
}

PoolOptions seeded(std::uint64_t seed, std::uint8_t extranonce2_size = 8) {
  PoolOptions options;
  options.seed = seed;
  options.extranonce2_size = extranonce2_size;
  return options;
}

TEST(JobFactory, TheCoinbaseIsATransactionWithHeightPayoutAndCommitment) {
  for (const int size : {0, 1, 8, 32}) {
    JobFactory factory(seeded(5, static_cast<std::uint8_t>(size)));
    const auto job = factory.refresh();
    const ParsedCoinbase coinbase = parse(*job, 4 + 4 + size);
    EXPECT_GE(coinbase.script.size(), 2u);
    EXPECT_LE(coinbase.script.size(), 100u);
    const Bytes height = height_push(job->height);
    EXPECT_TRUE(std::equal(height.begin(), height.end(), coinbase.script.begin()));
    EXPECT_EQ(coinbase.script[height.size()], 8 + size) << "the extranonces are one push";

    ASSERT_EQ(coinbase.outputs.size(), 2u);
    EXPECT_GE(coinbase.outputs[0].first, block_subsidy(job->height));
    EXPECT_EQ(hex(coinbase.outputs[0].second).substr(0, 4), "0014");
    EXPECT_EQ(coinbase.outputs[0].second.size(), 22u);
    EXPECT_EQ(coinbase.outputs[1].first, 0u);
    EXPECT_EQ(hex(coinbase.outputs[1].second).substr(0, 12), "6a24aa21a9ed");
    EXPECT_EQ(coinbase.outputs[1].second.size(), 38u);
  }
}

TEST(JobFactory, HeightsArePushedAsBip34Says) {
  EXPECT_EQ(hex(height_push(702861)), "038db90a");  // the worked example's block
  EXPECT_EQ(hex(height_push(1)), "0101");
  EXPECT_EQ(hex(height_push(127)), "017f");
  EXPECT_EQ(hex(height_push(128)), "028000");
  EXPECT_EQ(hex(height_push(0x7fffff)), "03ffff7f");
  EXPECT_EQ(hex(height_push(0x800000)), "0400008000");
}

TEST(JobFactory, SubsidyHalves) {
  EXPECT_EQ(block_subsidy(0), 5'000'000'000u);
  EXPECT_EQ(block_subsidy(209'999), 5'000'000'000u);
  EXPECT_EQ(block_subsidy(900'000), 312'500'000u);
  EXPECT_EQ(block_subsidy(64 * 210'000), 0u);
}

TEST(JobFactory, ARefreshChangesTheWorkButNotTheBlock) {
  JobFactory factory(seeded(5));
  const auto first = factory.next_block(), second = factory.refresh();
  EXPECT_EQ(first->block, second->block);
  EXPECT_EQ(first->height, second->height);
  EXPECT_EQ(first->prev_hash, second->prev_hash);
  EXPECT_NE(first->serial, second->serial);
  EXPECT_NE(first->branch, second->branch);
  EXPECT_NE(first->coinb2, second->coinb2);
  EXPECT_EQ(first->version, 0x20000000u);
  EXPECT_EQ(first->branch.size(), 12u);
}

TEST(JobFactory, ANewBlockHasAnotherPredecessorAndTheNextHeight) {
  JobFactory factory(seeded(5));
  const auto first = factory.next_block(), second = factory.next_block();
  EXPECT_EQ(second->block, first->block + 1);
  EXPECT_EQ(second->height, first->height + 1);
  EXPECT_NE(second->prev_hash, first->prev_hash);
  EXPECT_EQ(hex(second->prev_hash).substr(48), std::string(16, '0')) << "it met some target";
}

TEST(JobFactory, ABlockThatWasFoundIsThePredecessor) {
  JobFactory factory(seeded(5));
  const auto first = factory.next_block();
  const Hash found{1, 2, 3};
  const auto second = factory.next_block(found);
  EXPECT_EQ(second->prev_hash, found);
  EXPECT_EQ(second->block, first->block + 1);
  EXPECT_EQ(second->height, first->height + 1);
  EXPECT_EQ(factory.refresh()->prev_hash, found);
}

TEST(JobFactory, TheSeedDecides) {
  JobFactory one(seeded(5)), same(seeded(5)), other(seeded(6));
  const auto job = one.refresh();
  EXPECT_EQ(job->branch, same.refresh()->branch);
  EXPECT_NE(job->branch, other.refresh()->branch);
}

TEST(JobFactory, BlocksComeAtTheMeanAskedFor) {
  JobFactory factory(seeded(5));
  std::int64_t sum = 0;
  for (int i = 0; i < 10'000; ++i)
    sum += factory.until_block(std::chrono::milliseconds(150'000)).count();
  EXPECT_NEAR(static_cast<double>(sum) / 10'000, 150'000, 6'000);
}

TEST(PoolJob, NotifyCarriesTheJobInStratumsOrder) {
  JobFactory factory(seeded(5));
  const auto job = factory.next_block();
  const std::string line = notify_line(*job, 0x01020304, 0x6155a475, true);
  EXPECT_EQ(line.back(), '\n');
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  const auto message = boost::json::parse(line).as_object();
  EXPECT_TRUE(message.at("id").is_null());
  EXPECT_EQ(message.at("method"), "mining.notify");
  const auto& params = message.at("params").as_array();
  ASSERT_EQ(params.size(), 9u);
  EXPECT_EQ(test::text_of(params[0]), job_name(*job, 0x01020304));
  EXPECT_EQ(swap_words(test::hash_of(params[1])), job->prev_hash);
  EXPECT_EQ(test::text_of(params[2]), hex(job->coinb1) + "04030201");
  EXPECT_EQ(test::text_of(params[3]), hex(job->coinb2));
  for (std::size_t i = 0; i < 12; ++i)
    EXPECT_EQ(test::hash_of(params[4].as_array().at(i)), job->branch[i]);
  EXPECT_EQ(params[5], "20000000");
  EXPECT_EQ(params[6], "1d00ffff");
  EXPECT_EQ(params[7], "6155a475");
  EXPECT_EQ(params[8], true);
  EXPECT_NE(notify_line(*job, 1, 0, false).find(",false]"), std::string::npos);
}

TEST(PoolJob, AJobWithoutABranchIsAnEmptyList) {
  PoolJob job;
  const auto params = boost::json::parse(notify_line(job, 0, 0, true)).at("params").as_array();
  EXPECT_TRUE(params.at(4).as_array().empty());
}

}  // namespace
}  // namespace wildcat::practice
