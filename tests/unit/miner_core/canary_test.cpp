// SPDX-License-Identifier: MIT
// Canaries contain their answer, wherever they are laid and whatever live work they imitate.
#include "engine/canary.h"

#include <gtest/gtest.h>

#include <bit>
#include <set>

#include "engine/canary_headers.h"
#include "tests/unit/miner_core/fakes.h"

namespace wildcat {
namespace {

WorkUnit live_unit(std::uint32_t versions, std::uint64_t nonces, const Target& target) {
  WorkUnit unit;
  unit.roll_mask = 0x1fffe000;
  unit.versions = versions;
  unit.nonces = {12345, nonces};
  unit.target = target;
  return unit;
}

std::vector<BlockHeader> headers() {
  std::vector<BlockHeader> all;
  for (const CanaryHeader& row : canary_headers())
    all.push_back(BlockHeader::from_hex(row.hex).value());
  return all;
}

// Place of the answer among the unit's versions; `versions` when it is not there.
std::uint32_t version_place(const Canary& canary) {
  for (std::uint32_t i = 0; i < canary.unit.versions; ++i)
    if (canary.unit.version(i) == canary.answer.version) return i;
  return canary.unit.versions;
}

TEST(CanaryHeaders, AreRealAndMeetDifficultyOne) {
  std::set<std::uint32_t> versions;
  for (const BlockHeader& header : headers()) {
    EXPECT_TRUE(Target::from_nbits(header.nbits).value().met_by(header.hash()));
    EXPECT_TRUE(Target::difficulty_1().met_by(header.hash()));
    versions.insert(header.version);
  }
  EXPECT_GE(headers().size(), 16u);
  EXPECT_GE(versions.size(), 16u);
}

class CanaryPlaces : public ::testing::TestWithParam<std::uint32_t> {};
INSTANTIATE_TEST_SUITE_P(Versions, CanaryPlaces, ::testing::Values(1, 2, 4, 8, 16));

TEST_P(CanaryPlaces, EveryHeaderIsInsideItsUnit) {
  CanaryMaker maker(1);
  for (const BlockHeader& header : headers())
    for (int i = 0; i < 200; ++i) {
      const WorkUnit live = live_unit(GetParam(), 1 + 97u * i * i * i, Target::difficulty_1());
      const Canary canary = maker.make(live, header);
      const WorkUnit& unit = canary.unit;
      ASSERT_LT(version_place(canary), GetParam());
      ASSERT_EQ(unit.versions, GetParam());
      ASSERT_EQ(unit.nonces.count, live.nonces.count);
      ASSERT_LE(unit.nonces.first + unit.nonces.count, std::uint64_t{1} << 32);
      ASSERT_GE(canary.answer.nonce, unit.nonces.first);
      ASSERT_LT(canary.answer.nonce - unit.nonces.first, unit.nonces.count);
      ASSERT_EQ(unit.roll_mask & ~live.roll_mask, 0u);
      ASSERT_EQ(unit.header.version & unit.roll_mask, 0u);
      ASSERT_EQ(unit.first_version % unit.versions, 0u);
      ASSERT_LE(unit.first_version + unit.versions, 1u << std::popcount(unit.roll_mask));
    }
}

TEST_P(CanaryPlaces, ASearchFindsTheAnswerOfEveryHeader) {
  CanaryMaker maker(2);
  for (const BlockHeader& header : headers()) {
    Canary canary = maker.make(live_unit(GetParam(), 8, Target::difficulty_1()), header);
    canary.unit.id = 9;
    const Completion completion = fake::honest_search(canary.unit);
    EXPECT_EQ(judge(canary, completion), CanaryVerdict::found);
    EXPECT_TRUE(false_hits(canary.unit, completion.found).empty());
  }
}

TEST_P(CanaryPlaces, AnswersAreSpreadOverVersionsAndNonces) {
  CanaryMaker maker(3);
  std::vector<int> versions(GetParam()), nonces(8);
  constexpr int rounds = 4000;
  for (int i = 0; i < rounds; ++i) {
    const Canary c = maker.make(live_unit(GetParam(), 1u << 20, Target::difficulty_1()));
    ++versions.at(version_place(c));
    ++nonces.at((c.answer.nonce - c.unit.nonces.first) >> 17);
  }
  const int fair = rounds / static_cast<int>(GetParam());
  for (const int n : versions) EXPECT_GT(n, fair * 2 / 3);
  for (const int n : nonces) EXPECT_GT(n, rounds / 8 * 2 / 3);
}

TEST(Canary, TheWholeNonceSpaceAndItsEndsAreFine) {
  CanaryMaker maker(4);
  WorkUnit live = live_unit(1, std::uint64_t{1} << 32, Target::difficulty_1());
  BlockHeader header = headers().front();
  EXPECT_EQ(maker.make(live, header).unit.nonces, (NonceRange{0, std::uint64_t{1} << 32}));
  live.nonces.count = 1000;
  for (const std::uint32_t nonce : {0u, 1u, 0xfffffffeu, 0xffffffffu})
    for (int i = 0; i < 100; ++i) {
      header.nonce = nonce;
      const NonceRange range = maker.make(live, header).unit.nonces;
      ASSERT_LE(range.first + range.count, std::uint64_t{1} << 32);
      ASSERT_LT(std::uint64_t{nonce} - range.first, range.count);
    }
}

TEST(Canary, TakesTheEasierTarget) {
  CanaryMaker maker(5);
  const BlockHeader header = headers().back();
  const Target easy = Target::from_difficulty(1.0 / 65536).value();
  const Target hard = Target::from_difficulty(1e18).value();
  EXPECT_EQ(maker.make(live_unit(1, 10, easy), header).unit.target, easy);
  EXPECT_EQ(maker.make(live_unit(1, 10, hard), header).unit.target,
            Target::from_nbits(header.nbits).value());
}

TEST(Canary, CannotBecomeStaleNorBelongToASource) {
  Generation generation;
  WorkUnit live = live_unit(2, 10, Target::difficulty_1());
  live.source = 7;
  live.live = &generation;
  const Canary canary = CanaryMaker(6).make(live);
  generation.bump();
  EXPECT_EQ(canary.unit.source, 0u);
  EXPECT_FALSE(canary.unit.stale());
}

TEST(Canary, WorksWithoutAnythingToRoll) {
  WorkUnit live = live_unit(1, 10, Target::difficulty_1());
  live.roll_mask = 0;
  const Canary canary = CanaryMaker(7).make(live);
  EXPECT_EQ(canary.unit.roll_mask, 0u);
  EXPECT_EQ(canary.unit.version(0), canary.answer.version);
}

TEST(Canary, SilenceIsAMissOnlyWhereTheAnswerWasPassed) {
  CanaryMaker maker(8);
  const Canary canary = maker.make(live_unit(1, 1000, Target::difficulty_1()));
  const std::uint64_t place = canary.answer.nonce - canary.unit.nonces.first;
  EXPECT_EQ(judge(canary, {0, place, Status::partial, {}}), CanaryVerdict::open);
  EXPECT_EQ(judge(canary, {0, place + 1, Status::partial, {}}), CanaryVerdict::missed);
  EXPECT_EQ(judge(canary, {0, place + 1, Status::partial, {canary.answer}}), CanaryVerdict::found);
  const Canary rest = rest_of(canary, place);
  EXPECT_EQ(rest.unit.nonces.first, canary.answer.nonce);
  EXPECT_EQ(rest.unit.nonces.count, 1000 - place);
}

TEST(Canary, FalseHitsAreToldFromRealOnes) {
  const Canary canary = CanaryMaker(9).make(live_unit(1, 1000, Target::difficulty_1()));
  const Candidate wrong{canary.answer.version, canary.unit.nonces.first == canary.answer.nonce
                                                   ? canary.answer.nonce + 1
                                                   : canary.answer.nonce - 1};
  const Candidate outside{canary.answer.version ^ 1, canary.answer.nonce};
  const std::vector<Candidate> found{canary.answer, wrong, outside};
  EXPECT_EQ(false_hits(canary.unit, found), (std::vector<Candidate>{wrong, outside}));
}

TEST(Canary, ComeAboutAsOftenAsAsked) {
  CanaryMaker maker(10);
  int due = 0;
  for (int i = 0; i < 100'000; ++i) due += maker.due(0.01);
  EXPECT_NEAR(due, 1000, 200);
  EXPECT_FALSE(maker.due(0));
  EXPECT_TRUE(maker.due(1));
}

TEST(Canary, TheSameSeedMakesTheSameChoices) {
  const WorkUnit live = live_unit(4, 100'000, Target::difficulty_1());
  const Canary a = CanaryMaker(11).make(live), b = CanaryMaker(11).make(live),
               c = CanaryMaker(12).make(live);
  EXPECT_EQ(a.unit.nonces, b.unit.nonces);
  EXPECT_EQ(a.answer, b.answer);
  EXPECT_NE(a.unit.nonces, c.unit.nonces);
}

}  // namespace
}  // namespace wildcat
