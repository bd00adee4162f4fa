// SPDX-License-Identifier: MIT
// Divides 256-bit numbers bit by bit, to turn difficulties into targets and back.
#include "stratum/practice_pool/share_target.h"

#include <algorithm>
#include <cmath>

namespace wildcat::practice {
namespace {

/// Doubles `number` and puts `bit` in the freed place.
void shift_in(Number& number, bool bit) {
  unsigned carry = bit ? 1 : 0;
  for (std::size_t i = number.size(); i-- > 0;) {
    const unsigned wide = number[i] * 2u + carry;
    number[i] = static_cast<std::uint8_t>(wide);
    carry = wide >> 8;
  }
}

double as_double(const Number& number) {
  double value = 0;
  for (const std::uint8_t byte : number) value = value * 256 + byte;
  return value;
}

}  // namespace

Number number_of(const Hash& hash) {
  Number number{};
  std::reverse_copy(hash.begin(), hash.end(), number.begin());
  return number;
}

Number target_of_difficulty(double difficulty) {
  if (!(difficulty > 0)) return {};
  int exponent = 0;
  const double fraction =
      std::frexp(std::clamp(difficulty, std::ldexp(1, -32), std::ldexp(1, 192)), &exponent);
  const auto divisor = static_cast<std::uint64_t>(std::ldexp(fraction, 53));
  // difficulty = divisor * 2^(exponent-53), so the dividend is 0xFFFF followed by this many zeros.
  // The clamp keeps it between 68 and 292.
  const int zeros = 208 - (exponent - 53);
  Number quotient{};
  std::uint64_t remainder = 0;
  for (int i = 0; i < 16 + zeros; ++i) {
    remainder = remainder * 2 + (i < 16 ? 1 : 0);
    const bool bit = remainder >= divisor;
    if (bit) remainder -= divisor;
    shift_in(quotient, bit);  // nothing falls out: at 2^-32 the quotient is 0xFFFF * 2^240
  }
  return quotient;
}

std::optional<Number> target_of_nbits(std::uint32_t nbits) {
  const std::uint32_t mantissa = nbits & 0x7fffff;
  const int exponent = static_cast<int>(nbits >> 24);
  if ((nbits & 0x800000) != 0) return std::nullopt;
  Number target{};
  for (int i = 0; i < 3; ++i) {
    const auto byte = static_cast<std::uint8_t>(mantissa >> (8 * i));
    const int place = exponent - 3 + i;  // counted from the least significant byte
    if (byte == 0 || place < 0) continue;
    if (place > 31) return std::nullopt;
    target[static_cast<std::size_t>(31 - place)] = byte;
  }
  if (target == Number{}) return std::nullopt;
  return target;
}

double difficulty_of(const Number& number) { return std::ldexp(65535.0, 208) / as_double(number); }

double expected_hashes(const Number& target) {
  return std::ldexp(1.0, 256) / (as_double(target) + 1);
}

}  // namespace wildcat::practice
