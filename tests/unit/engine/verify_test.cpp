// SPDX-License-Identifier: MIT
// Every kind of verdict, on real headers and on easy chains.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/vectors.h"
#include "tests/unit/engine/jobs.h"
#include "wildcat/work.h"

namespace wildcat {
namespace {

using Kind = Verdict::Kind;

Target easier(const Target& a, const Target& b) { return a > b ? a : b; }

/// Work whose unit is this header's neighbourhood, with this share target and roll mask.
Work work_around(const BlockHeader& header, const Target& share_target, std::uint32_t mask) {
  test::FlatJob job;
  job.version = header.version & ~mask;
  job.roll_mask = mask;
  job.prev_hash = header.prev_hash;
  job.merkle = header.merkle_root;
  job.ntime = header.ntime;
  job.nbits = header.nbits;
  job.share_target = share_target;
  Work work;
  work.unit.source = 7;
  work.unit.header = header;
  work.unit.header.version = job.version;
  work.unit.header.nonce = 0;
  work.unit.roll_mask = mask;
  work.unit.first_version = extract_bits(header.version, mask) & ~7u;
  work.unit.versions = mask == 0 ? 1 : 8;
  work.unit.nonces = {header.nonce - std::min(header.nonce, 10u), 20};
  work.unit.target = easier(share_target, Target::from_nbits(header.nbits).value());
  work.extranonce2.size = 3;
  work.extranonce2.bytes = {9, 8, 7};
  work.offer = test::shared(job);
  return work;
}

BlockHeader real_header(std::size_t index) {
  const auto file = test::vector_json("headers.json");
  return BlockHeader::from_hex(test::text(file.at("headers").as_array().at(index), "header_hex"))
      .value();
}

Candidate winner(const BlockHeader& header) { return {header.version, header.nonce}; }

TEST(Verify, EveryRealBlockIsAShareAndABlock) {
  const auto file = test::vector_json("headers.json");
  for (const auto& v : file.at("headers").as_array()) {
    SCOPED_TRACE(test::text(v, "name"));
    const auto header = BlockHeader::from_hex(test::text(v, "header_hex")).value();
    const Target share_target = Target::from_nbits(header.nbits).value();
    const auto verdict = verify(work_around(header, share_target, 0x1fffe000), winner(header));
    ASSERT_EQ(verdict.kind, Kind::share);
    ASSERT_TRUE(verdict.share);
    EXPECT_EQ(verdict.share->hash().display_hex(), test::text(v, "hash"));
    EXPECT_TRUE(verdict.share->is_block());
    EXPECT_TRUE(verdict.share->meets_share_target());
    EXPECT_EQ(verdict.share->rolled_bits(), test::number(v, "version_bits_in_mask_1fffe000"));
  }
}

TEST(Verify, AShareCarriesEverything) {
  const auto header = real_header(0);
  const Work work = work_around(header, Target::difficulty_1(), 0x1fffe000);
  const auto verdict = verify(work, winner(header));
  ASSERT_TRUE(verdict.share);
  const Share& share = *verdict.share;
  EXPECT_EQ(share.source(), 7u);
  EXPECT_EQ(share.job(), work.offer->job);
  EXPECT_EQ(&share.offer(), work.offer.get());
  EXPECT_EQ(share.extranonce2(), work.extranonce2);
  EXPECT_EQ(share.header(), header);
  EXPECT_EQ(share.hash(), header.hash());
  EXPECT_EQ(share.difficulty(), share_difficulty(header.hash()));
}

TEST(Verify, AWrongNonceOrVersionIsAHardwareError) {
  const auto header = real_header(0);
  const Work work = work_around(header, Target::difficulty_1(), 0x1fffe000);
  const auto kind = [&work](std::uint32_t version, std::uint32_t nonce) {
    const auto verdict = verify(work, {version, nonce});
    EXPECT_FALSE(verdict.kind != Kind::share && verdict.share);
    return verdict.kind;
  };
  EXPECT_EQ(kind(header.version, header.nonce), Kind::share);
  EXPECT_EQ(kind(header.version, header.nonce + 1), Kind::hardware_error) << "no hit";
  EXPECT_EQ(kind(header.version ^ 0x2000, header.nonce), Kind::hardware_error) << "no hit";
  EXPECT_EQ(kind(header.version ^ 0x10, header.nonce), Kind::hardware_error) << "not rollable";
}

TEST(Verify, AHitOutsideItsUnitIsAHardwareError) {
  const auto header = real_header(0);
  Work work = work_around(header, Target::difficulty_1(), 0x1fffe000);
  const auto kind = [&] { return verify(work, winner(header)).kind; };
  work.unit.nonces = {header.nonce, 1};
  EXPECT_EQ(kind(), Kind::share) << "the only nonce of the unit";
  work.unit.nonces = {header.nonce - 5, 5};
  EXPECT_EQ(kind(), Kind::hardware_error) << "one behind the end";
  work.unit.nonces = {header.nonce + 1, 5};
  EXPECT_EQ(kind(), Kind::hardware_error) << "one before the start";
  work.unit.nonces = {0, std::uint64_t{1} << 32};
  EXPECT_EQ(kind(), Kind::share) << "the whole range";
  work.unit.first_version += 8;
  EXPECT_EQ(kind(), Kind::hardware_error) << "version index before the unit's";
}

TEST(Verify, AVersionIndexBehindTheUnitIsAHardwareError) {
  // A target that everything meets: only the place can be wrong.
  const auto header = real_header(0);
  Work work = work_around(header, Target::easiest(), 0x1fffe000);
  work.unit.first_version = 16;
  work.unit.versions = 4;
  for (std::uint32_t index = 10; index < 26; ++index) {
    const Candidate candidate{work.unit.header.version | deposit_bits(index, 0x1fffe000),
                              header.nonce};
    EXPECT_EQ(verify(work, candidate).kind,
              index >= 16 && index < 20 ? Kind::share : Kind::hardware_error)
        << index;
  }
}

TEST(Verify, AVersionOutsideTheMaskIsAHardwareErrorEvenWhenItHits) {
  const auto header = real_header(0);
  const Work work = work_around(header, Target::easiest(), 0x1fffe000);
  EXPECT_EQ(verify(work, winner(header)).kind, Kind::share);
  for (std::uint32_t bit = 1; bit != 0; bit <<= 1) {
    if ((bit & 0x1fffe000) != 0) continue;
    EXPECT_EQ(verify(work, {header.version ^ bit, header.nonce}).kind, Kind::hardware_error) << bit;
  }
}

TEST(Verify, PassingTheFilterOnlyIsANearMiss) {
  // Genesis' hash starts 000000000019d668: the top word passes any filter, this target it misses.
  const auto header = real_header(0);
  Work work = work_around(header, Target::from_difficulty(1e6).value(), 0);
  JobOffer offer = *work.offer;
  Job job = *offer.job;
  job.nbits = 0x1b0404cb;
  offer.job = std::make_shared<const Job>(job);
  work.offer = test::shared(offer);
  work.unit.target = easier(offer.share_target, Target::from_nbits(job.nbits).value());
  work.unit.header.nbits = header.nbits;
  const auto verdict = verify(work, winner(header));
  EXPECT_EQ(verdict.kind, Kind::near_miss);
  EXPECT_FALSE(verdict.share);
}

TEST(Verify, ABlockOnAChainEasierThanTheShareTargetIsNotLost) {
  const auto header = real_header(0);
  const Work work = work_around(header, Target::from_difficulty(1e6).value(), 0);
  const auto verdict = verify(work, winner(header));
  ASSERT_TRUE(verdict.share);
  EXPECT_TRUE(verdict.share->is_block());
  EXPECT_FALSE(verdict.share->meets_share_target());
}

TEST(Verify, AShareThatIsNoBlock) {
  auto header = real_header(0);
  header.nbits = 0x170ed0eb;
  const Work work = work_around(header, Target::easiest(), 0);
  const auto verdict = verify(work, winner(header));
  ASSERT_TRUE(verdict.share);
  EXPECT_FALSE(verdict.share->is_block());
  EXPECT_TRUE(verdict.share->meets_share_target());
}

TEST(Verify, CountsOnAnEasyTargetAgreeWithTheFullComparison) {
  // Difficulty 2^-24 keeps one hash in 256; the filter's mask keeps a few more.
  auto header = real_header(0);
  header.nbits = 0x170ed0eb;
  const Target share_target = Target::from_difficulty(0x1p-24).value();
  Work work = work_around(header, share_target, 0);
  work.unit.nonces = {0xfffff000, 0x1000};
  int shares = 0;
  for (std::uint64_t n = 0xfffff000; n < 0x100000000; ++n) {
    header.nonce = static_cast<std::uint32_t>(n);
    const Hash256 hash = header.hash();
    const bool filtered =
        (sha256::load_be32(hash.internal().data() + 28) & share_target.filter_mask()) == 0;
    const Kind expected = share_target.met_by(hash) ? Kind::share
                          : filtered                ? Kind::near_miss
                                                    : Kind::hardware_error;
    ASSERT_EQ(verify(work, winner(header)).kind, expected) << n;
    shares += expected == Kind::share ? 1 : 0;
  }
  EXPECT_GT(shares, 0);
}

}  // namespace
}  // namespace wildcat
