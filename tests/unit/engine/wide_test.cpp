// SPDX-License-Identifier: MIT
// 320-bit arithmetic against Boost.Multiprecision, with many limbs of all zeros and all ones so
// that carries and borrows run through.
#include "engine/wide.h"

#include <gtest/gtest.h>

#include <boost/multiprecision/cpp_int.hpp>
#include <random>

namespace wildcat {
namespace {

using boost::multiprecision::cpp_int;

const cpp_int modulus = cpp_int(1) << Wide::bits;

cpp_int integer(const Wide& x) {
  cpp_int sum = 0;
  for (int i = 4; i >= 0; --i) sum = (sum << 64) + x.limbs[i];
  return sum;
}

Wide random_wide(std::mt19937_64& random) {
  Wide x;
  for (auto& limb : x.limbs) {
    const auto kind = random() % 4;
    limb = kind == 0 ? 0 : kind == 1 ? ~std::uint64_t{0} : kind == 2 ? random() % 3 : random();
  }
  return x;
}

TEST(Wide, ComparisonAndSubtraction) {
  std::mt19937_64 random(80);
  for (int i = 0; i < 50'000; ++i) {
    Wide a = random_wide(random);
    Wide b = random_wide(random);
    ASSERT_EQ(at_least(a, b), integer(a) >= integer(b));
    if (!at_least(a, b)) std::swap(a, b);
    ASSERT_EQ(integer(minus(a, b)), integer(a) - integer(b));
    ASSERT_TRUE(at_least(a, a));
  }
}

TEST(Wide, IncrementAndLength) {
  std::mt19937_64 random(81);
  for (int i = 0; i < 20'000; ++i) {
    const Wide a = random_wide(random);
    ASSERT_EQ(integer(plus_one(a)), (integer(a) + 1) % modulus);
    const cpp_int value = integer(a);
    ASSERT_EQ(bit_length(a), value == 0 ? 0 : static_cast<int>(msb(value)) + 1);
  }
}

TEST(Wide, EveryShift) {
  std::mt19937_64 random(82);
  for (int n = -330; n <= 330; ++n) {
    const Wide a = random_wide(random);
    const cpp_int exact = n >= 0 ? cpp_int((integer(a) << n) % modulus) : cpp_int(integer(a) >> -n);
    ASSERT_EQ(integer(shifted(a, n)), exact) << n;
  }
}

TEST(Wide, DivisionByUpTo56Bits) {
  std::mt19937_64 random(83);
  for (int i = 0; i < 20'000; ++i) {
    const Wide a = random_wide(random);
    const std::uint64_t d = (random() >> 8 >> random() % 56) | 1;
    ASSERT_EQ(integer(divided(a, d)), integer(a) / d) << d;
  }
}

}  // namespace
}  // namespace wildcat
