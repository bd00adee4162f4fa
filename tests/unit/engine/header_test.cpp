// SPDX-License-Identifier: MIT
// Headers and hashes against real blocks and shares: every header of the vector file by all its
// derived fields, and the two orders of a hash.
#include "wildcat/header.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/support/vectors.h"

namespace wildcat {
namespace {

using test::number;
using test::text;

TEST(Header, EveryVectorParsesIntoItsFields) {
  const auto file = test::vector_json("headers.json");
  ASSERT_GE(file.at("headers").as_array().size(), 36u);
  for (const auto& v : file.at("headers").as_array()) {
    SCOPED_TRACE(text(v, "name"));
    const auto header = BlockHeader::from_hex(text(v, "header_hex")).value();
    EXPECT_EQ(header.version, number(v, "version_hex"));
    EXPECT_EQ(header.prev_hash.display_hex(), text(v, "prev_hash"));
    EXPECT_EQ(header.merkle_root.display_hex(), text(v, "merkle_root_display"));
    EXPECT_EQ(header.merkle_root.internal_hex(), text(v, "merkle_root_internal"));
    EXPECT_EQ(header.ntime, number(v, "time"));
    EXPECT_EQ(header.nbits, number(v, "nbits"));
    EXPECT_EQ(header.nonce, number(v, "nonce"));
    EXPECT_EQ(to_hex(header.serialize()), text(v, "header_hex"));
  }
}

TEST(Header, EveryVectorHashes) {
  const auto file = test::vector_json("headers.json");
  for (const auto& v : file.at("headers").as_array()) {
    SCOPED_TRACE(text(v, "name"));
    const auto header = BlockHeader::from_hex(text(v, "header_hex")).value();
    EXPECT_EQ(header.hash().display_hex(), text(v, "hash"));
    EXPECT_EQ(header.hash().internal_hex(), text(v, "hash_internal"));
    EXPECT_EQ(to_hex(sha256::to_digest(header.midstate())), text(v, "midstate_words_be"));
    EXPECT_EQ(to_hex(sha256::hash(header.serialize())), text(v, "sha256_first_pass"));
    EXPECT_EQ(test::to_stratum_prevhash(header.prev_hash), text(v, "prev_hash_stratum_v1"));
    EXPECT_EQ(test::stratum_prevhash(text(v, "prev_hash_stratum_v1")), header.prev_hash);
  }
}

TEST(Header, SharesFromStratumFields) {
  const auto file = test::vector_json("stratum-v1-vectors.json");
  for (const auto& v : file.at("header_shares").as_array()) {
    const BlockHeader header{.version = number(v, "version"),
                             .prev_hash = test::stratum_prevhash(text(v, "prevhash_param")),
                             .merkle_root = test::internal(text(v, "merkle_root_internal")),
                             .ntime = number(v, "ntime"),
                             .nbits = number(v, "nbits"),
                             .nonce = number(v, "nonce")};
    EXPECT_EQ(to_hex(header.serialize()), text(v, "header_hex"));
    EXPECT_EQ(header.hash().display_hex(), text(v, "hash"));
  }
}

TEST(Header, MidstateIgnoresTimeBitsAndNonceOnly) {
  std::mt19937_64 random(4);
  std::array<std::uint8_t, 80> raw{};
  for (auto& byte : raw) byte = static_cast<std::uint8_t>(random());
  const Midstate before = BlockHeader::parse(raw).midstate();
  for (std::size_t i = 0; i < raw.size(); ++i) {
    auto changed = raw;
    changed[i] ^= 1;
    EXPECT_EQ(BlockHeader::parse(changed).midstate() == before, i >= 64) << i;
  }
}

TEST(Header, ParseAndSerializeAreInverse) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 100; ++round) {
    HeaderBytes raw{};
    for (auto& byte : raw) byte = static_cast<std::uint8_t>(random());
    const auto header = BlockHeader::parse(raw);
    ASSERT_EQ(header.serialize(), raw);
    ASSERT_EQ(BlockHeader::from_hex(to_hex(raw)).value(), header);
  }
}

TEST(Header, OrdersAreEachOthersReverse) {
  const std::string hex = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
  const std::string reversed = "1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100";
  EXPECT_EQ(test::internal(hex).internal_hex(), hex);
  EXPECT_EQ(test::internal(hex).display_hex(), reversed);
  EXPECT_EQ(test::display(hex), test::internal(reversed));
  EXPECT_EQ(test::display(hex).display_hex(), hex);
  EXPECT_EQ(test::internal(hex).internal()[1], 1);
}

TEST(Hex, BothCasesAndEmpty) {
  EXPECT_EQ(from_hex("00fFaB").value(), (std::vector<std::uint8_t>{0, 255, 0xab}));
  EXPECT_EQ(to_hex(from_hex("00fFaB").value()), "00ffab");
  EXPECT_TRUE(from_hex("").value().empty());
}

TEST(Hex, EveryCharacterThatIsNoDigitIsRefusedAndNamed) {
  const std::string digits = "0123456789abcdefABCDEF";
  for (int c = 0; c < 256; ++c) {
    const std::string input = {'0', static_cast<char>(c)};
    const auto result = from_hex(input);
    ASSERT_EQ(bool(result), digits.find(static_cast<char>(c)) != std::string::npos) << c;
    if (!result) {
      EXPECT_EQ(result.error().code, Errc::invalid_argument);
      EXPECT_NE(result.error().message.find("position 1"), std::string::npos);
      for (const char shown : result.error().message) EXPECT_TRUE(shown >= ' ' && shown < 127);
    }
  }
  EXPECT_NE(from_hex("0g").error().message.find("'g'"), std::string::npos);
}

TEST(Hex, WrongLengthsAreRefused) {
  EXPECT_FALSE(from_hex("abc"));
  const std::string digits(200, '0');
  for (std::size_t size = 0; size < digits.size(); ++size) {
    EXPECT_EQ(bool(Hash256::from_internal_hex(digits.substr(0, size))), size == 64) << size;
    EXPECT_EQ(bool(Hash256::from_display_hex(digits.substr(0, size))), size == 64) << size;
    EXPECT_EQ(bool(BlockHeader::from_hex(digits.substr(0, size))), size == 160) << size;
  }
}

}  // namespace
}  // namespace wildcat
