// SPDX-License-Identifier: MIT
// Hex, little-endian words and SHA-256d for the practice pool, deliberately not the engine's: the
// pool is the second opinion on every share, so it shares no arithmetic with what it judges.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wildcat::practice {

using Bytes = std::vector<std::uint8_t>;
/// 32 bytes in internal order, as SHA-256 emits them and headers carry them.
using Hash = std::array<std::uint8_t, 32>;

/// SHA-256 of SHA-256, by OpenSSL. If OpenSSL fails, all bytes are 0xff, which meets no share
/// target. Pure; any thread.
Hash double_sha256(std::span<const std::uint8_t> message);

/// Lower-case hex digits of `bytes`, two each, in their order.
std::string hex(std::span<const std::uint8_t> bytes);
/// The bytes of hex digits of either case. Empty for an odd length or any other character.
std::optional<Bytes> unhex(std::string_view text);
/// The number written by exactly eight hex digits, most significant first; else empty.
std::optional<std::uint32_t> unhex32(std::string_view text);

/// Appends `value` with `size` bytes, least significant first. `size` is at most 8.
void append_le(Bytes& to, std::uint64_t value, int size);
/// Appends `bytes`.
void append(Bytes& to, std::span<const std::uint8_t> bytes);

/// `hash` with the bytes of each 4-byte word reversed: how notify carries the previous hash. Its
/// own inverse.
Hash swap_words(const Hash& hash);

}  // namespace wildcat::practice
