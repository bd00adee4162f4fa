// SPDX-License-Identifier: MIT
// The way from stratum's fields to the hash of a real block, and OpenSSL as a second opinion.
#include "engine/merkle.h"

#include <gtest/gtest.h>
#include <openssl/sha.h>

#include <random>

#include "tests/support/vectors.h"

namespace wildcat {
namespace {

using test::text;

std::vector<Hash256> hashes(const boost::json::value& list) {
  std::vector<Hash256> all;
  for (const auto& item : list.as_array())
    all.push_back(test::internal(std::string(item.as_string())));
  return all;
}

Extranonce2 extranonce2_from(const std::string& hex) {
  const auto raw = test::bytes(hex);
  Extranonce2 extranonce2;
  extranonce2.size = static_cast<std::uint8_t>(raw.size());
  std::copy(raw.begin(), raw.end(), extranonce2.bytes.begin());
  return extranonce2;
}

std::string parameter(const boost::json::value& message, std::size_t index) {
  return std::string(message.at("params").as_array().at(index).as_string());
}

std::uint32_t hex_number(const std::string& hex) {
  return static_cast<std::uint32_t>(std::stoul(hex, nullptr, 16));
}

/// Block 702861 as a stratum exchange: everything a miner computes between notify and submit.
struct WorkedExample {
  boost::json::value file = test::vector_json("stratum-v1-vectors.json");
  boost::json::value example = file.at("worked_example");
  boost::json::value notify = example.at("notify");
  boost::json::value submit = example.at("submit");
  Extranonce extranonce{
      test::bytes(std::string(example.at("subscribe_result").as_array().at(1).as_string())),
      example.at("subscribe_result").as_array().at(2).to_number<std::uint8_t>()};
  CoinbaseParts parts{test::bytes(parameter(notify, 2)), test::bytes(parameter(notify, 3)),
                      hashes(notify.at("params").as_array().at(4))};
  Extranonce2 extranonce2 = extranonce2_from(parameter(submit, 2));
};

TEST(Merkle, WorkedExampleCoinbaseAndFold) {
  const WorkedExample e;
  ASSERT_EQ(e.extranonce2.size, e.extranonce.extranonce2_size);
  const auto coinbase = assemble_coinbase(e.parts, e.extranonce.extranonce1, e.extranonce2);
  EXPECT_EQ(to_hex(coinbase), text(e.example, "coinbase_hex"));
  EXPECT_EQ(hash_twice(coinbase).internal_hex(), text(e.example, "coinbase_txid_internal"));
  EXPECT_EQ(hash_twice(coinbase).display_hex(), text(e.example, "coinbase_txid_display"));
  const auto steps = hashes(e.example.at("merkle_fold_internal"));
  for (std::size_t n = 0; n < steps.size(); ++n) {
    const std::span<const Hash256> branch(e.parts.branch.data(), n);
    EXPECT_EQ(fold_branch(hash_twice(coinbase), branch), steps[n]) << n;
  }
  EXPECT_EQ(merkle_root(e.parts, e.extranonce.extranonce1, e.extranonce2).internal_hex(),
            text(e.example, "merkle_root_internal"));
}

TEST(Merkle, WorkedExampleHeaderIsTheRealBlock) {
  const WorkedExample e;
  const std::uint32_t rolled = hex_number(parameter(e.submit, 5));
  const BlockHeader header{
      .version = hex_number(parameter(e.notify, 5)) | rolled,
      .prev_hash = test::stratum_prevhash(parameter(e.notify, 1)),
      .merkle_root = merkle_root(e.parts, e.extranonce.extranonce1, e.extranonce2),
      .ntime = hex_number(parameter(e.submit, 3)),
      .nbits = hex_number(parameter(e.notify, 6)),
      .nonce = hex_number(parameter(e.submit, 4))};
  EXPECT_EQ(header.version, hex_number(text(e.example, "n_version")));
  EXPECT_EQ(to_hex(header.serialize()), text(e.example, "header_hex"));
  EXPECT_EQ(header.hash().display_hex(), text(e.example, "block_hash"));
  const Target network = Target::from_nbits(header.nbits).value();
  EXPECT_EQ(network.hex(), text(e.example, "network_target"));
  EXPECT_TRUE(network.met_by(header.hash()));
  EXPECT_EQ(
      share_difficulty(header.hash()),
      test::exact_doubles(test::vector_text("stratum-v1-vectors.json"), "share_difficulty").at(0));
}

TEST(Merkle, OtherRealCoinbases) {
  const auto file = test::vector_json("stratum-v1-vectors.json");
  for (const auto& v : file.at("coinbase_to_root").as_array()) {
    const auto extranonce2 = extranonce2_from(text(v, "extranonce2"));
    const CoinbaseParts parts{test::bytes(text(v, "coinb1")), test::bytes(text(v, "coinb2")),
                              hashes(v.at("merkle_branch"))};
    const auto extranonce1 = test::bytes(text(v, "extranonce1"));
    EXPECT_EQ(merkle_root(parts, extranonce1, extranonce2).internal_hex(),
              text(v, "merkle_root_internal"));
  }
}

TEST(Merkle, RandomTreesAgreeWithOpenSsl) {
  std::mt19937_64 random(30);
  const auto bytes = [&random](std::size_t size) {
    std::vector<std::uint8_t> result(size);
    for (auto& byte : result) byte = static_cast<std::uint8_t>(random());
    return result;
  };
  const auto twice = [](const std::vector<std::uint8_t>& message) {
    std::vector<std::uint8_t> once(32), result(32);
    SHA256(message.data(), message.size(), once.data());
    SHA256(once.data(), once.size(), result.data());
    return result;
  };
  for (int round = 0; round < 50; ++round) {
    CoinbaseParts parts{bytes(random() % 300), bytes(random() % 300), {}};
    const auto extranonce1 = bytes(random() % 9);
    const auto extranonce2 = extranonce2_from(to_hex(bytes(random() % 33)));
    std::vector<std::uint8_t> coinbase = parts.prefix;
    const auto join = [&coinbase](auto more) {
      coinbase.insert(coinbase.end(), more.begin(), more.end());
    };
    join(extranonce1), join(extranonce2.view()), join(parts.suffix);
    auto node = twice(coinbase);
    for (auto depth = random() % 33; depth > 0; --depth) {
      const auto sibling = bytes(32);
      parts.branch.push_back(test::internal(to_hex(sibling)));
      node.insert(node.end(), sibling.begin(), sibling.end());
      node = twice(node);
    }
    ASSERT_EQ(merkle_root(parts, extranonce1, extranonce2).internal_hex(), to_hex(node));
  }
}

}  // namespace
}  // namespace wildcat
