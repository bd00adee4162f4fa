// SPDX-License-Identifier: MIT
// Exact arithmetic on 320-bit unsigned numbers: as much as targets and difficulties need and no
// more. 320 bits hold difficulty 1 shifted up by the smallest difficulty's exponent, and 2^256.
#pragma once

#include <array>
#include <cstdint>

namespace wildcat {

/// A number of 320 bits in five limbs, least significant first.
struct Wide {
  static constexpr int bits = 320;
  std::array<std::uint64_t, 5> limbs{};
  friend bool operator==(const Wide&, const Wide&) = default;
};

/// The number from its low 256 bits, least significant limb first.
Wide wide(const std::array<std::uint64_t, 4>& limbs);

/// Position of the highest set bit plus one; 0 for zero.
int bit_length(const Wide& x);

/// x * 2^n for n >= 0 (bits beyond 320 are lost), floor(x / 2^-n) for n < 0.
Wide shifted(const Wide& x, int n);

/// a >= b.
bool at_least(const Wide& a, const Wide& b);

/// a - b. Precondition: at_least(a, b).
Wide minus(const Wide& a, const Wide& b);

/// x + 1, modulo 2^320.
Wide plus_one(const Wide& x);

/// floor(x / d). Precondition: 0 < d < 2^56.
Wide divided(const Wide& x, std::uint64_t d);

/// a / b rounded to the nearest double, ties to even. Preconditions: a > 0, b > 0.
double ratio(const Wide& a, const Wide& b);

}  // namespace wildcat
