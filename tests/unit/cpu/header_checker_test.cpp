// SPDX-License-Identifier: MIT
// Many headers at once, by every implementation that runs here, against the scalar code.
#include <gtest/gtest.h>

#include <random>
#include <thread>

#include "wildcat/check.h"

namespace wildcat {
namespace {

std::vector<std::uint8_t> random_headers(std::size_t count, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<std::uint8_t> bytes(80 * count);
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return bytes;
}

Hash256 plain(const std::vector<std::uint8_t>& headers, std::size_t i) {
  return hash_twice({headers.data() + 80 * i, 80});
}

class Checker : public testing::TestWithParam<std::string> {
 protected:
  HeaderChecker checker(std::uint32_t threads = 2) {
    auto opened = HeaderChecker::open({.threads = threads, .kernel = GetParam()});
    EXPECT_TRUE(opened);
    return *opened;
  }
};

TEST_P(Checker, HashesAsThePlainCodeDoesWhateverTheNumber) {
  for (std::size_t count = 0; count < 150; ++count) {
    const auto headers = random_headers(count, 7);
    std::vector<Hash256> hashes(count);
    ASSERT_TRUE(checker().hash(headers, hashes));
    for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(hashes[i], plain(headers, i)) << count;
  }
}

TEST_P(Checker, SetsTheBitsOfThoseThatMeetTheTarget) {
  for (const std::size_t count : {1u, 8u, 63u, 64u, 65u, 1000u, 20'001u}) {
    const auto headers = random_headers(count, 11);
    const Target target = Target::from_limbs({0, 0, 0, std::uint64_t{1} << 62});  // every fourth
    std::vector<std::uint8_t> bits((count + 7) / 8, 0xff);
    ASSERT_TRUE(checker(3).check(headers, target, bits));
    for (std::size_t i = 0; i < 8 * bits.size(); ++i) {
      const bool expected = i < count && target.met_by(plain(headers, i));
      ASSERT_EQ(bits[i / 8] >> i % 8 & 1, expected) << i << " of " << count;
    }
  }
}

TEST_P(Checker, TakesATargetForEach) {
  constexpr std::size_t count = 1000;
  const auto headers = random_headers(count, 13);
  std::vector<Target> targets;
  for (std::size_t i = 0; i < count; ++i)
    targets.push_back(i % 2 == 0 ? Target::value_of(plain(headers, i)) : Target::value_of({}));
  std::vector<std::uint8_t> bits(count / 8);
  ASSERT_TRUE(checker(3).check(headers, targets, bits));
  for (std::size_t i = 0; i < count; ++i)
    ASSERT_EQ(bits[i / 8] >> i % 8 & 1, i % 2 == 0 ? 1 : 0) << i;
  targets.pop_back();
  EXPECT_EQ(checker().check(headers, targets, bits).error().code, Errc::invalid_argument);
}

TEST_P(Checker, AHashEqualToTheTargetMeetsItAndOneBelowDoesNot) {
  const auto headers = random_headers(1, 3);
  const Target exact = Target::value_of(plain(headers, 0));
  auto limbs = exact.limbs();
  --limbs[0];
  std::uint8_t bit = 0;
  ASSERT_TRUE(checker().check(headers, exact, {&bit, 1}));
  EXPECT_EQ(bit, 1);
  ASSERT_TRUE(checker().check(headers, Target::from_limbs(limbs), {&bit, 1}));
  EXPECT_EQ(bit, 0);
}

TEST_P(Checker, WritesNothingBeyondItsBits) {
  const auto headers = random_headers(9, 5);
  std::vector<std::uint8_t> bits(4, 0xaa);
  ASSERT_TRUE(checker().check(headers, Target::easiest(), bits));
  EXPECT_EQ(bits, (std::vector<std::uint8_t>{0xff, 0x01, 0xaa, 0xaa}));
}

TEST_P(Checker, ServesManyThreadsAtOnce) {
  const HeaderChecker shared = checker(2);
  const auto headers = random_headers(10'000, 13);
  std::vector<Hash256> expected(10'000);
  ASSERT_TRUE(shared.hash(headers, expected));
  std::vector<std::thread> threads;
  std::vector<std::vector<Hash256>> hashes(3, std::vector<Hash256>(10'000));
  for (auto& into : hashes) threads.emplace_back([&] { EXPECT_TRUE(shared.hash(headers, into)); });
  for (std::thread& thread : threads) thread.join();
  for (const auto& seen : hashes) EXPECT_EQ(seen, expected);
}

INSTANTIATE_TEST_SUITE_P(Every, Checker, testing::ValuesIn(HeaderChecker::kernels()),
                         [](const auto& instance) { return instance.param; });

TEST(CheckerOptions, TakesTheFastestUnlessOneIsNamed) {
  const auto any = HeaderChecker::open();
  ASSERT_TRUE(any);
  const auto names = HeaderChecker::kernels();
  EXPECT_NE(std::find(names.begin(), names.end(), any->kernel()), names.end());
  EXPECT_EQ(HeaderChecker::open({.kernel = "scalar"})->kernel(), "scalar");
}

TEST(CheckerOptions, RefusesWhatIsNotThere) {
  const auto none = HeaderChecker::open({.kernel = "abacus"});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, Errc::not_found);
  EXPECT_NE(none.error().message.find("scalar"), std::string::npos);
}

TEST(CheckerOptions, RefusesHalfHeadersAndTooLittleRoom) {
  const auto checker = HeaderChecker::open();
  ASSERT_TRUE(checker);
  std::vector<std::uint8_t> headers(80 * 9 + 1), bits(2);
  EXPECT_EQ(checker->check(headers, Target(), bits).error().code, Errc::invalid_argument);
  headers.pop_back();
  EXPECT_EQ(checker->check(headers, Target(), std::span(bits).first(1)).error().code,
            Errc::invalid_argument);
  EXPECT_TRUE(checker->check(headers, Target(), bits));
}

}  // namespace
}  // namespace wildcat
