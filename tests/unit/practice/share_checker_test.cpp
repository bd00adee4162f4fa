// SPDX-License-Identifier: MIT
// The share checker against a real block turned into a Stratum exchange, and against every single
// field of it being wrong.
#include "stratum/practice_pool/share_checker.h"

#include <gtest/gtest.h>

#include "tests/unit/practice/vectors.h"

namespace wildcat::practice {
namespace {

struct Example {
  PoolJob job;
  ShareTerms terms;
  std::string extranonce2, ntime, nonce, version_bits;
  ShareText text() const { return {extranonce2, ntime, nonce, version_bits}; }
};

/// The pool keeps the last four bytes before extranonce1 apart, as a tag; so they are cut off here.
void set_coinb1(Example& example, Bytes coinb1) {
  for (int i = 0; i < 4; ++i) {
    example.terms.tag = example.terms.tag << 8 | coinb1.back();
    coinb1.pop_back();
  }
  example.job.coinb1 = std::move(coinb1);
}

Example worked_example() {
  const auto vector = test::vectors().at("worked_example").as_object();
  const auto& notify = vector.at("notify").at("params").as_array();
  Example example;
  example.job.prev_hash = swap_words(test::hash_of(notify[1]));
  set_coinb1(example, unhex(test::text_of(notify[2])).value());
  example.job.coinb2 = unhex(test::text_of(notify[3])).value();
  for (const auto& node : notify[4].as_array()) example.job.branch.push_back(test::hash_of(node));
  example.job.version = unhex32(test::text_of(notify[5])).value();
  example.job.nbits = unhex32(test::text_of(notify[6])).value();
  example.terms.ntime = unhex32(test::text_of(notify[7])).value();
  example.terms.extranonce1 = unhex("9b19f82f").value();
  example.terms.extranonce2_size = 8;
  example.terms.difficulty = 1024;
  example.terms.version_mask = 0x1fffe000;
  example.extranonce2 = "7807000000000000";
  example.ntime = "6155a491";
  example.nonce = "41dad6e3";
  example.version_bits = "1fffe000";
  return example;
}

CheckedShare check(const Example& example) {
  return check_share(example.job, example.terms, example.text());
}

TEST(ShareChecker, TheRealBlockIsAcceptedAndKnownForABlock) {
  const CheckedShare share = check(worked_example());
  EXPECT_EQ(share.verdict.code, 0) << share.verdict.text;
  EXPECT_TRUE(share.is_block);
  EXPECT_EQ(hex(test::reversed(share.hash)),
            "000000000000000000000c835b2adcaedc20fdf6ee440009c249452c726dafae");
  EXPECT_NEAR(share.difficulty / 5758480135129432.0, 1, 1e-11);
  EXPECT_NEAR(share.credit / (1024 * 4295032833.0), 1, 1e-9);
}

TEST(ShareChecker, TheHeaderIsTheBlocksByteForByte) {
  const Example example = worked_example();
  const Bytes header =
      build_header(example.job, example.terms, unhex(example.extranonce2).value(), 0x3fffe004,
                   unhex32(example.ntime).value(), unhex32(example.nonce).value());
  EXPECT_EQ(hex(header),
            "04e0ff3f5f3b2119529dc4013ff0f427a457bed706e7b5b8dec30900000000000000000022906797f7ab25"
            "8c0f896c35b2d6725c0554f579af99754b241aec8c76727d4091a45561ebd00e17e3d6da41");
}

TEST(ShareChecker, AnyOtherWorkUnderTheSameWordsMissesTheTarget) {
  const auto changed = [](auto change) {
    Example example = worked_example();
    change(example);
    return check(example).verdict.code;
  };
  EXPECT_EQ(changed([](Example& e) { e.nonce = "41dad6e2"; }), 23);
  EXPECT_EQ(changed([](Example& e) { e.ntime = "6155a490"; }), 23);
  EXPECT_EQ(changed([](Example& e) { e.extranonce2 = "7807000000000001"; }), 23);
  EXPECT_EQ(changed([](Example& e) { e.version_bits = "1fffc000"; }), 23);
  EXPECT_EQ(changed([](Example& e) { e.terms.extranonce1[0] ^= 1; }), 23);
  EXPECT_EQ(changed([](Example& e) { e.terms.tag ^= 1; }), 23);
  EXPECT_EQ(changed([](Example& e) { e.job.branch[11][0] ^= 1; }), 23);
  EXPECT_EQ(changed([](Example& e) { e.job.prev_hash[0] ^= 1; }), 23);
  EXPECT_EQ(changed([](Example& e) { e.job.coinb2.back() ^= 1; }), 23);
  EXPECT_EQ(changed([](Example& e) { e.job.version ^= 1; }), 23);
}

TEST(ShareChecker, WrongFieldsAreNamed) {
  const auto text = [](auto change) {
    Example example = worked_example();
    change(example);
    const Verdict verdict = check(example).verdict;
    EXPECT_EQ(verdict.code, 20);
    return verdict.text;
  };
  for (const char* bad :
       {"", "78", "780700000000000", "78070000000000000", "780700000000000000", "780700000000000g"})
    EXPECT_EQ(text([bad](Example& e) { e.extranonce2 = bad; }), "Invalid extranonce2 length");
  for (const char* bad :
       {"", "6155a474", "6155a6ce", "00000000", "ffffffff", "6155a49", "zzzzzzzz"})
    EXPECT_EQ(text([bad](Example& e) { e.ntime = bad; }), "Ntime out of range") << bad;
  for (const char* bad : {"", "41dad6e", "41dad6e3a", "0x1dad6e"})
    EXPECT_EQ(text([bad](Example& e) { e.nonce = bad; }), "Invalid nonce");
  for (const char* bad : {"", "3fffe000", "1fffe001", "ffffffff", "1fffe00", "xxxxxxxx"})
    EXPECT_EQ(text([bad](Example& e) { e.version_bits = bad; }), "Invalid version mask") << bad;
}

TEST(ShareChecker, NtimeMayBeTheJobsToTenMinutesLater) {
  for (const char* edge : {"6155a475", "6155a6cd"}) {
    Example example = worked_example();
    example.ntime = edge;
    EXPECT_EQ(check(example).verdict.code, 23) << "in range, but another header";
  }
}

TEST(ShareChecker, TheSixthFieldIsOwedExactlyWhenNegotiated) {
  Example example = worked_example();
  ShareText five = example.text();
  five.version_bits.reset();
  EXPECT_EQ(check_share(example.job, example.terms, five).verdict.text, "Missing version bits");
  // Not negotiated: the bits are ignored, so this share hashes to something else...
  example.terms.version_mask.reset();
  EXPECT_EQ(check(example).verdict.code, 23);
  // ...and a job that had the bits set itself is met with or without them.
  example.job.version = 0x3fffe004;
  EXPECT_EQ(check(example).verdict.code, 0);
  EXPECT_EQ(check_share(example.job, example.terms, five).verdict.code, 0);
}

TEST(ShareChecker, BitsOfTheJobInsideTheMaskAreReplaced) {
  Example example = worked_example();
  example.job.version = 0x2a55a004;  // other bits under the mask; BIP 310 replaces them
  EXPECT_EQ(check(example).verdict.code, 0);
}

/// The stored share headers have no coinbase: here the work is in the difficulty's edge.
TEST(ShareChecker, StoredSharesMeetTheirOwnDifficultyAndNoMore) {
  for (const auto& share : test::vectors().at("header_shares").as_array()) {
    const Hash hash = double_sha256(unhex(test::text_of(share.at("header_hex"))).value());
    EXPECT_EQ(hex(test::reversed(hash)), test::text_of(share.at("hash")));
    const double difficulty = share.at("share_difficulty").to_number<double>();
    EXPECT_NEAR(difficulty_of(number_of(hash)) / difficulty, 1, 1e-11);
    EXPECT_LE(number_of(hash), target_of_difficulty(difficulty * (1 - 1e-12)));
    EXPECT_GT(number_of(hash), target_of_difficulty(difficulty * (1 + 1e-12)));
  }
}

TEST(ShareChecker, CoinbaseAndBranchGiveTheStoredMerkleRoot) {
  for (const auto& vector : test::vectors().at("coinbase_to_root").as_array()) {
    Example example;
    set_coinb1(example, unhex(test::text_of(vector.at("coinb1"))).value());
    example.job.coinb2 = unhex(test::text_of(vector.at("coinb2"))).value();
    example.terms.extranonce1 = unhex(test::text_of(vector.at("extranonce1"))).value();
    for (const auto& node : vector.at("merkle_branch").as_array())
      example.job.branch.push_back(test::hash_of(node));
    const Bytes header =
        build_header(example.job, example.terms,
                     unhex(test::text_of(vector.at("extranonce2"))).value(), 0, 0, 0);
    EXPECT_EQ(hex(header).substr(72, 64), test::text_of(vector.at("merkle_root_internal")));
  }
}

TEST(ShareChecker, ABlockBelowTheShareDifficultyIsStillTaken) {
  Example example = worked_example();
  example.terms.difficulty = 1e17;
  const CheckedShare share = check(example);
  EXPECT_EQ(share.verdict.code, 0);
  EXPECT_TRUE(share.is_block);
  example.job.nbits = 0x16008000;  // another header, and neither a share nor a block
  EXPECT_EQ(check(example).verdict.code, 23);
}

}  // namespace
}  // namespace wildcat::practice
