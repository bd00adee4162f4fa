// SPDX-License-Identifier: MIT
// Targets for judging shares, by schoolbook long division one bit at a time: slow, short and exact,
// and independent of the engine's limb arithmetic that the pool is there to check.
#pragma once

#include <cstdint>
#include <optional>

#include "stratum/practice_pool/hashing.h"

namespace wildcat::practice {

/// A 256-bit number as 32 bytes, most significant first, so that the built-in comparison of arrays
/// is the comparison of numbers.
using Number = std::array<std::uint8_t, 32>;

/// The hash as the number that targets limit: its bytes reversed.
Number number_of(const Hash& hash);

/// floor(0xFFFF * 2^208 / difficulty) of the double taken as the exact binary
/// fraction it is. `difficulty` is clamped to [2^-32, 2^192] first. NaN and what is not positive
/// give zero, a target that nothing meets.
Number target_of_difficulty(double difficulty);

/// The network target of a compact nBits. Empty for zero, negative or beyond 256 bits.
std::optional<Number> target_of_nbits(std::uint32_t nbits);

/// 0xFFFF * 2^208 / number, as a double good to 12 digits: for people to read, never to judge by.
/// Infinity for zero.
double difficulty_of(const Number& number);

/// Mean number of hashes until one meets `target`: 2^256 / (target + 1), as a double.
double expected_hashes(const Number& target);

}  // namespace wildcat::practice
