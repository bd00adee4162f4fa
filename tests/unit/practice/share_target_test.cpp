// SPDX-License-Identifier: MIT
// Targets: the stored table bit for bit, and Boost.Multiprecision as a second opinion.
#include "stratum/practice_pool/share_target.h"

#include <gtest/gtest.h>

#include <boost/multiprecision/cpp_int.hpp>
#include <cmath>
#include <limits>
#include <random>

#include "tests/unit/practice/vectors.h"

namespace wildcat::practice {
namespace {

using boost::multiprecision::cpp_int;

cpp_int as_int(const Number& number) {
  cpp_int value;
  import_bits(value, number.begin(), number.end(), 8, true);
  return value;
}

cpp_int exact_target(double difficulty) {
  int exponent = 0;
  const double fraction = std::frexp(difficulty, &exponent);
  cpp_int numerator = cpp_int(0xffff) << 208;
  cpp_int denominator = static_cast<std::int64_t>(std::ldexp(fraction, 53));
  (exponent > 53 ? denominator : numerator) <<= std::abs(exponent - 53);
  return numerator / denominator;
}

TEST(PracticeTarget, EveryRowOfTheTableIsMetExactly) {
  for (const auto& row : test::vectors().at("difficulty_targets").as_array()) {
    const double difficulty = row.at("difficulty").to_number<double>();
    if (difficulty < std::ldexp(1, -32)) continue;  // clamped by contract
    // The table's doubles come through a parser that may misround: ask for the exact quotient too.
    const Number target = target_of_difficulty(difficulty);
    EXPECT_EQ(as_int(target), exact_target(difficulty));
    EXPECT_NEAR(expected_hashes(target) / row.at("expected_hashes").to_number<double>(), 1, 1e-9);
  }
  EXPECT_EQ(hex(target_of_difficulty(0.001)),
            "000003e7fc17fffffffa2405dc00000008c9f735fffffff2d10d2f00000013c6");
  EXPECT_EQ(hex(target_of_difficulty(1e12)),
            "00000000000000000119787e99468e32f6e0e71cef78ee034b5f8a0944d68076");
}

TEST(PracticeTarget, RandomDifficultiesOverTheWholeRangeDivideExactly) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> exponent(-32, 192);
  for (int i = 0; i < 2000; ++i) {
    const double difficulty = std::exp2(exponent(random));
    ASSERT_EQ(as_int(target_of_difficulty(difficulty)), exact_target(difficulty)) << difficulty;
  }
}

TEST(PracticeTarget, DifficultiesOutsideTheRangeAreClamped) {
  EXPECT_EQ(target_of_difficulty(1e-300), target_of_difficulty(std::ldexp(1, -32)));
  EXPECT_EQ(target_of_difficulty(1e300), target_of_difficulty(std::ldexp(1, 192)));
  EXPECT_EQ(as_int(target_of_difficulty(std::ldexp(1, -32))), cpp_int(0xffff) << 240);
}

TEST(PracticeTarget, NoDifficultyMeansATargetThatNothingMeets) {
  EXPECT_EQ(target_of_difficulty(0), Number{});
  EXPECT_EQ(target_of_difficulty(-1), Number{});
  EXPECT_EQ(target_of_difficulty(std::numeric_limits<double>::quiet_NaN()), Number{});
}

TEST(PracticeTarget, CompactFormsOfKnownBlocks) {
  EXPECT_EQ(hex(target_of_nbits(0x1d00ffff).value()),
            "00000000ffff0000000000000000000000000000000000000000000000000000");
  EXPECT_EQ(hex(target_of_nbits(0x170ed0eb).value()),
            "0000000000000000000ed0eb0000000000000000000000000000000000000000");
  EXPECT_EQ(hex(target_of_nbits(0x207fffff).value()).substr(0, 8), "7fffff00");
  EXPECT_EQ(hex(target_of_nbits(0x01120000).value()).substr(60), "0012");
}

TEST(PracticeTarget, CompactFormsThatAreNoTarget) {
  for (const std::uint32_t nbits : {0u, 0x1d000000u, 0x1d80ffffu, 0x23000001u | 0x7f0000u,
                                    0xff7fffffu, 0x01001234u, 0x04923456u})
    EXPECT_FALSE(target_of_nbits(nbits).has_value()) << std::hex << nbits;
}

TEST(PracticeTarget, DifficultyForPeopleIsTheInverse) {
  for (const double difficulty : {1e-6, 0.01, 1.0, 1024.0, 1e14})
    EXPECT_NEAR(difficulty_of(target_of_difficulty(difficulty)) / difficulty, 1, 1e-11);
  EXPECT_TRUE(std::isinf(difficulty_of(Number{})));
}

}  // namespace
}  // namespace wildcat::practice
