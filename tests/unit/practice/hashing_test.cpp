// SPDX-License-Identifier: MIT
// Hex and hashing, against published values.
#include "stratum/practice_pool/hashing.h"

#include <gtest/gtest.h>

#include "tests/unit/practice/vectors.h"
#include "wildcat/header.h"

namespace wildcat::practice {
namespace {

TEST(PracticeHashing, DoubleSha256OfTheGenesisHeaderIsTheGenesisHash) {
  const auto header = unhex(
      "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac7"
      "2c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c");
  ASSERT_TRUE(header.has_value());
  EXPECT_EQ(hex(test::reversed(double_sha256(*header))),
            "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f");
}

TEST(PracticeHashing, DoubleSha256OfNothing) {
  EXPECT_EQ(hex(double_sha256({})),
            "5df6e0e2761359d30a8275058e299fcc0381534545f55cf43e41983f5d4c9456");
}

TEST(PracticeHashing, HexGoesBothWaysAndTakesEitherCase) {
  EXPECT_EQ(unhex("00ff7Aa7"), (Bytes{0x00, 0xff, 0x7a, 0xa7}));
  EXPECT_EQ(hex(Bytes{0x00, 0xff, 0x7a, 0xa7}), "00ff7aa7");
  EXPECT_EQ(unhex(""), Bytes{});
}

TEST(PracticeHashing, WhatIsNotHexIsRefused) {
  for (const char* text : {"0", "0g", "g0", " 0", "0x", "12345", "1\n", "ZZ", "-1"})
    EXPECT_FALSE(unhex(text).has_value()) << text;
  for (const char* text : {"", "1", "1234567", "123456789", "1234567g", "0x123456", " 1234567"})
    EXPECT_FALSE(unhex32(text).has_value()) << text;
}

TEST(PracticeHashing, WordsAreWrittenMostSignificantFirst) {
  EXPECT_EQ(hex32(0x1d00ffff), "1d00ffff");
  EXPECT_EQ(hex32(7), "00000007");
  EXPECT_EQ(unhex32("1D00ffff"), 0x1d00ffffu);
  Bytes bytes;
  append_le(bytes, 0x0102030405060708, 3);
  EXPECT_EQ(bytes, (Bytes{8, 7, 6}));
}

TEST(PracticeHashing, SwappingWordsMatchesTheWorkedExample) {
  const auto example = test::vectors().at("worked_example").as_object();
  const Hash sent = test::hash_of(example.at("notify").at("params").at(1));
  EXPECT_EQ(hex(swap_words(sent)),
            "5f3b2119529dc4013ff0f427a457bed706e7b5b8dec309000000000000000000");
  EXPECT_EQ(swap_words(swap_words(sent)), sent);
}

}  // namespace
}  // namespace wildcat::practice
