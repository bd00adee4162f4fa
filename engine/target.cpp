// SPDX-License-Identifier: MIT
// Targets from nBits, difficulties and hex, and back. The way from a difficulty to a target is a
// quotient of integers: a double is m * 2^e exactly, so floor(difficulty_1 / (m * 2^e)) has one
// right answer and pools that compute it exactly agree with us to the last bit.
#include "wildcat/target.h"

#include <bit>
#include <cmath>
#include <limits>

#include "engine/wide.h"

namespace wildcat {
namespace {

constexpr std::array<std::uint64_t, 4> difficulty_1_limbs = {0, 0, 0, 0xffff0000};
/// Outside these limits no pool means what it says; inside, every quotient fits 320 bits.
constexpr double lowest_difficulty = 0x1p-32;
constexpr double highest_difficulty = 0x1p192;

/// The low 256 bits; callers know that there are no others.
Target narrow(const Wide& x) {
  return Target::from_limbs({x.limbs[0], x.limbs[1], x.limbs[2], x.limbs[3]});
}

std::uint32_t swap_bytes(std::uint32_t x) {
  return x << 24 | (x & 0xff00) << 8 | (x >> 8 & 0xff00) | x >> 24;
}

std::string hex8(std::uint32_t x) {
  std::array<std::uint8_t, 4> bytes{};
  sha256::store_be32(bytes.data(), x);
  return to_hex(bytes);
}

Error bad_nbits(std::uint32_t nbits, const char* what) {
  return {Errc::invalid_argument, "nBits " + hex8(nbits) + " encodes a " + what +
                                      " target; a network target must lie between 1 and 2^256 - 1"};
}

}  // namespace

Target Target::from_limbs(const std::array<std::uint64_t, 4>& limbs) {
  Target target;
  target.limbs_ = limbs;
  return target;
}

Target Target::easiest() {
  constexpr std::uint64_t ones = ~std::uint64_t{0};
  return from_limbs({ones, ones, ones, ones});
}

Target Target::difficulty_1() { return from_limbs(difficulty_1_limbs); }

Result<Target> Target::from_nbits(std::uint32_t nbits) {
  const int exponent = static_cast<int>(nbits >> 24);
  // With exponents below 3 the mantissa's low bytes fall off before anything else is judged.
  const std::uint32_t mantissa = nbits & 0x7fffff;
  const Wide word{{exponent < 3 ? mantissa >> 8 * (3 - exponent) : mantissa}};
  if (word == Wide{}) return bad_nbits(nbits, "zero");
  if ((nbits & 0x800000) != 0) return bad_nbits(nbits, "negative");
  const int shift = exponent < 3 ? 0 : 8 * (exponent - 3);
  if (bit_length(word) + shift > 256) return bad_nbits(nbits, "too large");
  return narrow(shifted(word, shift));
}

std::uint32_t Target::to_nbits() const {
  const Wide value = wide(limbs_);
  int exponent = (bit_length(value) + 7) / 8;
  auto mantissa = static_cast<std::uint32_t>(shifted(value, 8 * (3 - exponent)).limbs[0]);
  // Bit 23 is the sign: a mantissa that would set it moves down a byte.
  if ((mantissa & 0x800000) != 0) {
    mantissa >>= 8;
    ++exponent;
  }
  return static_cast<std::uint32_t>(exponent) << 24 | mantissa;
}

Result<Target> Target::from_difficulty(double difficulty) {
  if (!std::isfinite(difficulty) || difficulty <= 0)
    return Error{Errc::invalid_argument,
                 "a difficulty of " + std::to_string(difficulty) +
                     " makes no target; it must be a finite number greater than zero"};
  const double clamped = std::fmin(std::fmax(difficulty, lowest_difficulty), highest_difficulty);
  int exponent = 0;
  const auto mantissa =
      static_cast<std::uint64_t>(std::ldexp(std::frexp(clamped, &exponent), 53));  // exact
  // Shifting down first drops bits below the quotient's units only: floor(floor(a / b) / c) is
  // floor(a / (b * c)). The lowest difficulty gives 0xffff * 2^240: the cap is never needed.
  return narrow(divided(shifted(wide(difficulty_1_limbs), 53 - exponent), mantissa));
}

Result<Target> Target::from_hex(std::string_view hex) {
  auto hash = Hash256::from_display_hex(hex);
  if (!hash) return hash.error();
  return value_of(*hash);
}

Target Target::value_of(const Hash256& hash) {
  Target target;
  for (std::size_t i = 0; i < 32; ++i)
    target.limbs_[i / 8] |= std::uint64_t{hash.internal()[i]} << 8 * (i % 8);
  return target;
}

double Target::difficulty() const {
  if (*this == Target{}) return std::numeric_limits<double>::infinity();
  return ratio(wide(difficulty_1_limbs), wide(limbs_));
}

double Target::expected_hashes() const {
  return ratio(shifted(Wide{{1}}, 256), plus_one(wide(limbs_)));
}

std::string Target::hex() const {
  std::array<std::uint8_t, 32> bytes{};
  for (std::size_t i = 0; i < 32; ++i)
    bytes[31 - i] = static_cast<std::uint8_t>(limbs_[i / 8] >> 8 * (i % 8));
  return to_hex(bytes);
}

std::uint32_t Target::filter_mask() const {
  // A hash that meets the target has no bit above the target's highest in its top 32 bits.
  const auto free_bits = std::bit_width(static_cast<std::uint32_t>(limbs_[3] >> 32));
  return free_bits == 32 ? 0 : swap_bytes(~std::uint32_t{0} << free_bits);
}

// Said here because the header declares it as a friend alone, which its pragma does not reach.
[[gnu::visibility("default")]] std::strong_ordering operator<=>(const Target& a, const Target& b) {
  for (std::size_t i = 4; i-- > 0;)
    if (a.limbs_[i] != b.limbs_[i]) return a.limbs_[i] <=> b.limbs_[i];
  return std::strong_ordering::equal;
}

double share_difficulty(const Hash256& hash) { return Target::value_of(hash).difficulty(); }

}  // namespace wildcat
