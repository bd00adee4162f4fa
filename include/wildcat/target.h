// SPDX-License-Identifier: MIT
// Targets: the 256-bit number that a hash, read as a number, must not exceed. From nBits (network)
// or from a pool's difficulty (shares), exactly, with no floating point on the way to the number.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "wildcat/header.h"
#include "wildcat/result.h"

#pragma GCC visibility push(default)  // what the shared library exports
namespace wildcat {

/// A 256-bit unsigned number, compared with hashes. Value type; any thread.
class Target {
 public:
  /// Zero: no hash meets it (but the hash zero).
  constexpr Target() = default;

  /// 2^256 - 1: every hash meets it.
  static Target easiest();
  /// Difficulty 1: 0xFFFF * 2^208, the "bdiff" that Bitcoin Core and today's pools count in. (An
  /// older "pdiff" of 2^224 - 1 is 0.0015 % easier; it is not used here.)
  static Target difficulty_1();
  /// From compact form (Bitcoin Core arith_uint256::SetCompact rules): exponent = nbits >> 24,
  /// mantissa = 23 bits, bit 23 is a sign. Errors: negative (sign set and mantissa not zero),
  /// overflow beyond 256 bits, or zero.
  static Result<Target> from_nbits(std::uint32_t nbits);
  /// floor(difficulty_1 / difficulty), capped at 2^256 - 1; the double is taken as the exact binary
  /// fraction it is. `difficulty` is clamped to [2^-32, 2^192] first. Errors: zero, negative, NaN
  /// or infinite.
  static Result<Target> from_difficulty(double difficulty);
  /// From 64 hex digits, most significant first.
  static Result<Target> from_hex(std::string_view hex);
  /// The hash read as the number that is compared with targets (internal order is little-endian).
  static Target value_of(const Hash256& hash);

  /// Compact form, rounded down to its 23-bit mantissa (arith_uint256::GetCompact).
  std::uint32_t to_nbits() const;
  /// difficulty_1 / this, to the nearest double. Infinity for zero.
  double difficulty() const;
  /// Mean number of hashes until one meets this target: 2^256 / (target + 1).
  double expected_hashes() const;
  /// 64 lower-case hex digits, most significant first.
  std::string hex() const;
  /// True when the hash, as a number, is <= this target.
  bool met_by(const Hash256& hash) const { return value_of(hash) <= *this; }

  /// Mask for the kernels' filter `((e60 + H7) & mask) == 0` (see scan_abi.h), as the last digest
  /// word stands in the state (its bytes swapped against the number): all ones from difficulty 1
  /// on, fewer bits for easier targets, zero for the easiest. Passing the filter is necessary for
  /// meeting the target, never the other way round.
  std::uint32_t filter_mask() const;

  /// Four 64-bit limbs, least significant first.
  const std::array<std::uint64_t, 4>& limbs() const { return limbs_; }
  /// From four 64-bit limbs, least significant first.
  static Target from_limbs(const std::array<std::uint64_t, 4>& limbs);

  friend bool operator==(const Target&, const Target&) = default;
  friend std::strong_ordering operator<=>(const Target& a, const Target& b);

 private:
  std::array<std::uint64_t, 4> limbs_{};
};

/// The difficulty of a hash: difficulty_1 / value. The zero hash has infinite difficulty.
double share_difficulty(const Hash256& hash);

}  // namespace wildcat
#pragma GCC visibility pop
