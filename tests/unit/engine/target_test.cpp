// SPDX-License-Identifier: MIT
// Targets against published vectors, and against Boost.Multiprecision's integers and floats for
// everything random.
#include "wildcat/target.h"

#include <gtest/gtest.h>

#include <bit>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/cpp_int.hpp>
#include <cmath>
#include <limits>
#include <random>

#include "tests/support/vectors.h"

namespace wildcat {
namespace {

namespace mp = boost::multiprecision;
using mp::cpp_int;
using test::number;
using test::text;

cpp_int integer(const Target& target) { return cpp_int(std::string("0x").append(target.hex())); }

const cpp_int difficulty_1 = cpp_int(0xffff) << 208;
const cpp_int two_256 = cpp_int(1) << 256;

/// a / b to the nearest double, by 400 bits of Boost's own floating point.
double nearest(const cpp_int& a, const cpp_int& b) {
  using Float = mp::number<mp::cpp_bin_float<400, mp::digit_base_2>>;
  return (Float(a) / Float(b)).convert_to<double>();
}

Target random_target(std::mt19937_64& random) {
  Target target = Target::from_limbs({random(), random(), random(), random()});
  auto limbs = target.limbs();
  for (int drop = static_cast<int>(random() % 256); drop > 0; --drop)
    for (std::size_t i = 0; i < 4; ++i) limbs[i] = limbs[i] >> 1 | (i < 3 ? limbs[i + 1] << 63 : 0);
  return Target::from_limbs(limbs);
}

/// A double of random bits: every sign, exponent and mantissa.
double random_double(std::mt19937_64& random) { return std::bit_cast<double>(random()); }

TEST(Nbits, Vectors) {
  const auto file = test::vector_json("nbits.json");
  for (const auto& v : file.at("valid").as_array()) {
    SCOPED_TRACE(text(v, "nbits"));
    const auto target = Target::from_nbits(number(v, "nbits"));
    ASSERT_TRUE(target);
    EXPECT_EQ(target->hex(), text(v, "target"));
    EXPECT_EQ(target->to_nbits(), number(v, "canonical"));
  }
  for (const auto& v : file.at("invalid").as_array()) {
    const auto target = Target::from_nbits(number(v, "nbits"));
    ASSERT_FALSE(target) << text(v, "nbits");
    EXPECT_NE(target.error().message.find(text(v, "why")), std::string::npos)
        << target.error().message;
    EXPECT_NE(target.error().message.find(text(v, "nbits")), std::string::npos);
  }
}

TEST(Nbits, RandomOnesAgreeWithBigIntegers) {
  std::mt19937_64 random(10);
  int good = 0;
  for (int i = 0; i < 200'000; ++i) {
    auto nbits = static_cast<std::uint32_t>(random());
    if (i % 2 == 0) nbits %= 0x25000000;  // half of them with small exponents
    const int exponent = static_cast<int>(nbits >> 24);
    cpp_int value = nbits & 0x7fffff;
    value =
        exponent <= 3 ? cpp_int(value >> 8 * (3 - exponent)) : cpp_int(value << 8 * (exponent - 3));
    const bool valid = value != 0 && value < two_256 && (nbits & 0x800000) == 0;
    const auto target = Target::from_nbits(nbits);
    ASSERT_EQ(bool(target), valid) << std::hex << nbits;
    if (!valid) continue;
    ++good;
    ASSERT_EQ(integer(*target), value) << std::hex << nbits;
  }
  EXPECT_GT(good, 10'000);
}

TEST(Nbits, CompactFormRoundsDownToThreeBytesAndIsStable) {
  std::mt19937_64 random(11);
  for (int i = 0; i < 20'000; ++i) {
    const Target target = random_target(random);
    if (target == Target{}) continue;
    const auto again = Target::from_nbits(target.to_nbits());
    ASSERT_TRUE(again) << target.hex();
    const cpp_int exact = integer(target);
    const cpp_int rounded = integer(*again);
    ASSERT_LE(rounded, exact);
    // At least 16 of the leading bits are kept: the error is below one unit of the mantissa.
    ASSERT_LT((exact - rounded) << 15, exact) << target.hex();
    ASSERT_EQ(again->to_nbits(), target.to_nbits());
    ASSERT_EQ(target.to_nbits() & 0x800000, 0u);
  }
  EXPECT_EQ(Target{}.to_nbits(), 0u);
  EXPECT_EQ(Target::easiest().to_nbits(), 0x2100ffffu);
}

TEST(Nbits, HeadersOfRealBlocks) {
  const std::string json = test::vector_text("headers.json");
  const auto file = boost::json::parse(json);
  const auto network = test::exact_doubles(json, "difficulty_bdiff");
  const auto share = test::exact_doubles(json, "share_difficulty");
  const auto& headers = file.at("headers").as_array();
  ASSERT_EQ(network.size(), headers.size());
  ASSERT_EQ(share.size(), headers.size());
  for (std::size_t i = 0; i < headers.size(); ++i) {
    SCOPED_TRACE(text(headers[i], "name"));
    const auto header = BlockHeader::from_hex(text(headers[i], "header_hex")).value();
    const Target target = Target::from_nbits(header.nbits).value();
    EXPECT_EQ(target.hex(), text(headers[i], "target"));
    EXPECT_EQ(target.to_nbits(), header.nbits);
    EXPECT_TRUE(target.met_by(header.hash()));
    EXPECT_EQ(target.difficulty(), network[i]);
    EXPECT_EQ(share_difficulty(header.hash()), share[i]);
  }
}

TEST(Difficulty, Vectors) {
  const std::string json = test::vector_text("stratum-v1-vectors.json");
  const auto file = boost::json::parse(json);
  const auto difficulties = test::exact_doubles(json, "difficulty");
  const auto hashes = test::exact_doubles(json, "expected_hashes");
  const auto& targets = file.at("difficulty_targets").as_array();
  ASSERT_EQ(difficulties.size(), targets.size());
  ASSERT_EQ(hashes.size(), targets.size());
  for (std::size_t i = 0; i < targets.size(); ++i) {
    SCOPED_TRACE(difficulties[i]);
    const Target target = Target::from_difficulty(difficulties[i]).value();
    EXPECT_EQ(target.hex(), text(targets[i], "target"));
    EXPECT_DOUBLE_EQ(target.expected_hashes(), hashes[i]);
    EXPECT_DOUBLE_EQ(target.difficulty(), difficulties[i]);
  }
}

TEST(Difficulty, RandomDoublesOfEveryExponentAgreeWithBigIntegers) {
  std::mt19937_64 random(12);
  for (int i = 0; i < 50'000; ++i) {
    double difficulty = random_double(random);
    // Half over all doubles, half within the range that is not clamped.
    if (i % 2 == 0)
      difficulty = std::ldexp(1 + std::ldexp(static_cast<double>(random() >> 12), -52),
                              static_cast<int>(random() % 230) - 34);
    const auto target = Target::from_difficulty(difficulty);
    ASSERT_EQ(bool(target), std::isfinite(difficulty) && difficulty > 0) << difficulty;
    if (!target) continue;
    const double clamped = std::min(std::max(difficulty, 0x1p-32), 0x1p192);
    const mp::cpp_rational exact = mp::cpp_rational(difficulty_1) / mp::cpp_rational(clamped);
    const cpp_int floor = mp::numerator(exact) / mp::denominator(exact);
    ASSERT_EQ(integer(*target), std::min(floor, cpp_int(two_256 - 1))) << difficulty;
  }
}

TEST(Difficulty, OutOfRangeIsClampedAndNonsenseRefused) {
  EXPECT_EQ(Target::from_difficulty(1e-300).value(), Target::from_difficulty(0x1p-32).value());
  EXPECT_EQ(Target::from_difficulty(std::numeric_limits<double>::denorm_min()).value(),
            Target::from_difficulty(0x1p-32).value());
  EXPECT_EQ(Target::from_difficulty(1e300).value(), Target::from_difficulty(0x1p192).value());
  EXPECT_EQ(Target::from_difficulty(1e300).value(), Target::from_limbs({0xffff0000, 0, 0, 0}))
      << "difficulty_1 / 2^192";
  for (const double bad :
       {0.0, -0.0, -1.0, std::numeric_limits<double>::quiet_NaN(),
        std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()}) {
    const auto target = Target::from_difficulty(bad);
    ASSERT_FALSE(target) << bad;
    EXPECT_EQ(target.error().code, Errc::invalid_argument);
    EXPECT_NE(target.error().message.find("greater than zero"), std::string::npos);
  }
}

TEST(Difficulty, QuotientsAreRoundedToTheNearestDouble) {
  std::mt19937_64 random(13);
  for (int i = 0; i < 20'000; ++i) {
    const Target target = random_target(random);
    if (target == Target{}) continue;
    ASSERT_EQ(target.difficulty(), nearest(difficulty_1, integer(target))) << target.hex();
    ASSERT_EQ(target.expected_hashes(), nearest(two_256, integer(target) + 1)) << target.hex();
  }
}

TEST(Difficulty, Extremes) {
  EXPECT_EQ(Target{}.difficulty(), std::numeric_limits<double>::infinity());
  EXPECT_EQ(Target{}.expected_hashes(), 0x1p256);
  EXPECT_EQ(Target::easiest().expected_hashes(), 1.0);
  EXPECT_EQ(Target::difficulty_1().difficulty(), 1.0);
  EXPECT_EQ(share_difficulty(Hash256{}), std::numeric_limits<double>::infinity());
}

TEST(Target, ComparesAsANumber) {
  std::mt19937_64 random(14);
  for (int i = 0; i < 20'000; ++i) {
    const Target a = random_target(random);
    const Target b = i % 3 == 0 ? a : random_target(random);
    ASSERT_EQ(a < b, integer(a) < integer(b));
    ASSERT_EQ(a == b, integer(a) == integer(b));
  }
}

TEST(Target, HexIsMostSignificantFirstAndHashesAreRead) {
  const std::string hex = "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20";
  const Target target = test::target(hex);
  EXPECT_EQ(target.limbs()[3], 0x0102030405060708u);
  EXPECT_EQ(target.limbs()[0], 0x191a1b1c1d1e1f20u);
  EXPECT_EQ(target.hex(), hex);
  EXPECT_EQ(Target::value_of(test::display(hex)), target);
  EXPECT_TRUE(target.met_by(test::display(hex)));
  const std::string one_more = hex.substr(0, 63) + "1";
  EXPECT_FALSE(target.met_by(test::display(one_more)));
  EXPECT_FALSE(Target::from_hex(hex.substr(1)));
  EXPECT_FALSE(Target::from_hex(hex.substr(1).append("x")));
}

/// The last word of the digest as it stands in the SHA-256 state.
std::uint32_t last_word(const Target& value) {
  const auto digest = test::display(value.hex()).internal();
  return sha256::load_be32(digest.data() + 28);
}

TEST(FilterMask, KnownValues) {
  EXPECT_EQ(Target::difficulty_1().filter_mask(), 0xffffffffu);
  EXPECT_EQ(Target{}.filter_mask(), 0xffffffffu);
  EXPECT_EQ(Target::easiest().filter_mask(), 0u);
  EXPECT_EQ(Target::from_difficulty(1e6).value().filter_mask(), 0xffffffffu);
  // Difficulty 0.5: one bit of the number's top word is free, bit 0, which is bit 24 swapped.
  EXPECT_EQ(Target::from_difficulty(0.5).value().filter_mask(), 0xfeffffffu);
  EXPECT_EQ(test::target("7fffff" + std::string(58, '0')).filter_mask(), 0x00000080u);
}

TEST(FilterMask, NeverHidesAHashThatMeetsTheTarget) {
  std::mt19937_64 random(15);
  for (int i = 0; i < 50'000; ++i) {
    const Target target = random_target(random);
    // Values just around the target and values anywhere at or below it.
    const auto t = target.limbs();
    const Target near = Target::from_limbs({t[0] - random() % 3, t[1], t[2], t[3]});
    const Target below = Target::from_limbs({random(), random(), random(), t[3] & random()});
    for (const Target& value : {target, near, below}) {
      if (value > target) continue;
      ASSERT_EQ(last_word(value) & target.filter_mask(), 0u) << target.hex() << " " << value.hex();
    }
  }
}

TEST(FilterMask, LetsThroughAtMostTwiceTheTopWord) {
  std::mt19937_64 random(16);
  for (int i = 0; i < 10'000; ++i) {
    const Target target = random_target(random);
    const auto top = target.limbs()[3] >> 32;
    const auto passing = std::uint64_t{1} << (32 - std::popcount(target.filter_mask()));
    ASSERT_GT(passing, top);
    ASSERT_LE(passing, 2 * std::max<std::uint64_t>(top, 1));
  }
}

}  // namespace
}  // namespace wildcat
