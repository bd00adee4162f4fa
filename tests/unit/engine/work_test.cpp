// SPDX-License-Identifier: MIT
// Version bits under a mask, staleness, and what check_offer refuses.
#include "wildcat/work.h"

#include <gtest/gtest.h>

#include <bit>
#include <limits>
#include <random>

#include "tests/unit/engine/jobs.h"

namespace wildcat {
namespace {

TEST(VersionBits, KnownValues) {
  EXPECT_EQ(deposit_bits(0b101, 0x1fffe000), 0x0000a000u);
  EXPECT_EQ(deposit_bits(0xffff, 0x1fffe000), 0x1fffe000u);
  EXPECT_EQ(deposit_bits(0b11, 0x80000001), 0x80000001u);
  EXPECT_EQ(deposit_bits(0b10, 0x80000001), 0x80000000u);
  EXPECT_EQ(extract_bits(0x80000000, 0x80000001), 0b10u);
  EXPECT_EQ(deposit_bits(0xdeadbeef, 0), 0u);
  EXPECT_EQ(extract_bits(0xdeadbeef, 0), 0u);
  EXPECT_EQ(deposit_bits(0xdeadbeef, 0xffffffff), 0xdeadbeefu);
}

TEST(VersionBits, DepositAndExtractAreInverse) {
  std::mt19937 engine(20);
  const auto random = [&engine] { return static_cast<std::uint32_t>(engine()); };
  for (int i = 0; i < 100'000; ++i) {
    const std::uint32_t mask = random() & (i % 2 != 0 ? random() : ~0u);
    const std::uint32_t value = random();
    const int bits = std::popcount(mask);
    const std::uint32_t packed = bits == 32 ? value : value & ((1u << bits) - 1);
    ASSERT_EQ(extract_bits(deposit_bits(value, mask), mask), packed);
    ASSERT_EQ(deposit_bits(extract_bits(value, mask), mask), value & mask);
    ASSERT_EQ(deposit_bits(value, mask) & ~mask, 0u);
  }
}

TEST(VersionBits, DepositKeepsOrder) {
  const std::uint32_t mask = 0x1fffe000;
  for (std::uint32_t i = 1; i < 65536; ++i)
    ASSERT_LT(deposit_bits(i - 1, mask), deposit_bits(i, mask));
}

TEST(WorkUnit, VersionsAreTheHeadersPlusRolledBits) {
  WorkUnit unit;
  unit.header.version = 0x20000004;
  unit.roll_mask = 0x1fffe000;
  unit.first_version = 8;
  unit.versions = 8;
  EXPECT_EQ(unit.version(0), 0x20000004u | 8u << 13);
  EXPECT_EQ(unit.version(7), 0x20000004u | 15u << 13);
}

TEST(WorkUnit, IsStaleOnceTheGenerationMovesOn) {
  Generation generation;
  WorkUnit unit;
  EXPECT_FALSE(unit.stale()) << "no generation: never stale";
  unit.live = &generation;
  unit.born = generation.load();
  EXPECT_FALSE(unit.stale());
  generation.bump();
  EXPECT_TRUE(unit.stale());
}

void expect_refused(const JobOffer& offer, const std::string& field) {
  const auto result = check_offer(offer);
  ASSERT_FALSE(result) << field;
  EXPECT_EQ(result.error().code, Errc::invalid_argument);
  EXPECT_NE(result.error().message.find(field), std::string::npos) << result.error().message;
}

TEST(CheckOffer, AcceptsBothKindsOfRoot) {
  EXPECT_TRUE(check_offer(test::fixed_root_job()));
  EXPECT_TRUE(check_offer(test::rolling_job(0, 0)));
  EXPECT_TRUE(check_offer(test::rolling_job(16, 7200)));
}

TEST(CheckOffer, RefusesNbitsThatMakeNoTarget) {
  for (const std::uint32_t nbits : {0u, 0x04923456u, 0xff123456u}) {
    test::FlatJob job = test::fixed_root_job();
    job.nbits = nbits;
    expect_refused(job, "nbits");
  }
}

TEST(CheckOffer, RefusesAShareTargetOfZero) {
  test::FlatJob job = test::fixed_root_job();
  job.share_target = Target{};
  expect_refused(job, "share_target");
}

TEST(CheckOffer, RefusesAWindowThatWraps) {
  test::FlatJob job = test::fixed_root_job();
  job.ntime = std::numeric_limits<std::uint32_t>::max() - 600;
  job.ntime_window = 600;
  EXPECT_TRUE(check_offer(job));
  job.ntime_window = 601;
  expect_refused(job, "ntime_window");
}

TEST(CheckOffer, RefusesExtranonceAndBranchOutOfRange) {
  EXPECT_TRUE(check_extranonce({{1, 2}, 32}));
  const auto too_long = check_extranonce({{1, 2}, 33});
  ASSERT_FALSE(too_long);
  EXPECT_EQ(too_long.error().code, Errc::invalid_argument);
  EXPECT_NE(too_long.error().message.find("extranonce2_size"), std::string::npos);
  test::FlatJob job = test::rolling_job(0, 0);
  CoinbaseParts parts;
  parts.branch.resize(32);
  job.merkle = std::make_shared<const CoinbaseParts>(parts);
  EXPECT_TRUE(check_offer(job));
  parts.branch.resize(33);
  job.merkle = std::make_shared<const CoinbaseParts>(parts);
  expect_refused(job, "branch");
  job.merkle = std::shared_ptr<const CoinbaseParts>();
  expect_refused(job, "merkle");
  expect_refused(JobOffer(), "job");
}

}  // namespace
}  // namespace wildcat
