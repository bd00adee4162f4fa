// SPDX-License-Identifier: MIT
// Schoolbook arithmetic; nothing here runs more than once per job or proven share.
#include "engine/wide.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace wildcat {

Wide wide(const std::array<std::uint64_t, 4>& limbs) {
  Wide x;
  std::copy(limbs.begin(), limbs.end(), x.limbs.begin());
  return x;
}

int bit_length(const Wide& x) {
  for (int i = 4; i >= 0; --i)
    if (x.limbs[i] != 0) return 64 * i + static_cast<int>(std::bit_width(x.limbs[i]));
  return 0;
}

Wide shifted(const Wide& x, int n) {
  // Limb i of the result takes its bits from positions 64*i - n upwards, out of two limbs.
  const auto limb = [&x](int i) { return i < 0 || i > 4 ? std::uint64_t{0} : x.limbs[i]; };
  const int whole = n >= 0 ? n / 64 : -((63 - n) / 64);
  const int rest = n - 64 * whole;
  Wide y;
  for (int i = 0; i < 5; ++i) {
    y.limbs[i] = limb(i - whole) << rest;
    if (rest != 0) y.limbs[i] |= limb(i - whole - 1) >> (64 - rest);
  }
  return y;
}

bool at_least(const Wide& a, const Wide& b) {
  return !std::lexicographical_compare(a.limbs.rbegin(), a.limbs.rend(), b.limbs.rbegin(),
                                       b.limbs.rend());
}

Wide minus(const Wide& a, const Wide& b) {
  Wide difference;
  bool borrow = false;
  for (std::size_t i = 0; i < 5; ++i) {
    difference.limbs[i] = a.limbs[i] - b.limbs[i] - (borrow ? 1 : 0);
    borrow = a.limbs[i] < b.limbs[i] || (borrow && a.limbs[i] == b.limbs[i]);
  }
  return difference;
}

Wide plus_one(const Wide& x) {
  Wide sum = x;
  for (std::uint64_t& limb : sum.limbs)
    if (++limb != 0) break;
  return sum;
}

Wide divided(const Wide& x, std::uint64_t d) {
  // Long division in base 256: remainder * 256 + digit < 2^64 because d < 2^56.
  Wide quotient;
  std::uint64_t remainder = 0;
  for (int i = 4; i >= 0; --i) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      remainder = remainder << 8 | (x.limbs[i] >> shift & 0xff);
      quotient.limbs[i] |= remainder / d << shift;
      remainder %= d;
    }
  }
  return quotient;
}

double ratio(const Wide& a, const Wide& b) {
  // Both are aligned so that 1/2 < rest / divisor < 2; binary long division then gives 60 quotient
  // bits of which at least 59 count. A last sticky bit makes the one rounding, that of the
  // conversion, right.
  const int exponent = bit_length(a) - bit_length(b);
  Wide rest = shifted(a, Wide::bits - 1 - bit_length(a));
  const Wide divisor = shifted(b, Wide::bits - 1 - bit_length(b));
  std::uint64_t quotient = 0;
  for (int i = 0; i < 60; ++i) {
    const bool bit = at_least(rest, divisor);
    if (bit) rest = minus(rest, divisor);
    quotient = quotient << 1 | (bit ? 1 : 0);
    rest = shifted(rest, 1);
  }
  quotient = quotient << 1 | (rest == Wide{} ? 0 : 1);
  return std::ldexp(static_cast<double>(quotient), exponent - 60);
}

}  // namespace wildcat
