// SPDX-License-Identifier: MIT
// Hashes and the 80-byte block header. A hash has two written orders in Bitcoin and mixing them up
// is the field's oldest bug, so the orders are named here and nobody else reverses bytes.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wildcat/result.h"
#include "wildcat/sha256.h"

#pragma GCC visibility push(default)  // what the shared library exports
namespace wildcat {

/// A 256-bit hash. *Internal order* is the order SHA-256 emits and headers carry; *display order*
/// is the same bytes reversed, as block explorers and RPCs print them (leading zeros first).
/// (Stratum V1's prevhash is a third: internal order with the bytes of every 4-byte word reversed.
/// The code in stratum/ undoes that; it never reaches a Hash256.)
class Hash256 {
 public:
  /// All zeros.
  constexpr Hash256() = default;

  /// From bytes as hashed, and as they stand in a header.
  static constexpr Hash256 from_internal(const std::array<std::uint8_t, 32>& bytes) {
    Hash256 h;
    h.bytes_ = bytes;
    return h;
  }
  /// From 64 hex digits in internal order (stratum's merkle branches). Error: not 64 hex digits.
  static Result<Hash256> from_internal_hex(std::string_view hex);
  /// From 64 hex digits in display order (RPC, explorers). Error: not 64 hex digits.
  static Result<Hash256> from_display_hex(std::string_view hex);

  /// The bytes in internal order.
  constexpr const std::array<std::uint8_t, 32>& internal() const { return bytes_; }
  /// 64 lower-case hex digits, internal order.
  std::string internal_hex() const;
  /// 64 lower-case hex digits, display order.
  std::string display_hex() const;

  friend constexpr bool operator==(const Hash256&, const Hash256&) = default;

 private:
  std::array<std::uint8_t, 32> bytes_{};
};

/// SHA-256d of any bytes, as a Hash256.
constexpr Hash256 hash_twice(std::span<const std::uint8_t> message) {
  return Hash256::from_internal(sha256::hash_twice(message));
}

/// Bytes of a serialized header.
using HeaderBytes = std::array<std::uint8_t, 80>;

/// Chaining value after the first 64 header bytes: everything but the last 4 root bytes, ntime,
/// nBits, nonce.
using Midstate = sha256::State;

/// A block header with its fields as numbers; they stand little-endian in the 80 bytes.
struct BlockHeader {
  std::uint32_t version = 0;  ///< BIP 9's and BIP 320's bits, as one number
  Hash256 prev_hash;          ///< of the block before
  Hash256 merkle_root;        ///< of the block's transactions
  std::uint32_t ntime = 0;    ///< seconds since 1970-01-01 UTC
  std::uint32_t nbits = 0;    ///< compact network target, see Target::from_nbits
  std::uint32_t nonce = 0;    ///< what a search tries

  /// The 80 bytes that are hashed.
  HeaderBytes serialize() const;
  /// The inverse of serialize; every 80 bytes are some header.
  static BlockHeader parse(std::span<const std::uint8_t, 80> bytes);
  /// From 160 hex digits. Error: not 160 hex digits.
  static Result<BlockHeader> from_hex(std::string_view hex);

  /// The block hash: SHA-256d of the 80 bytes.
  Hash256 hash() const;
  /// State after the first 64 bytes. ntime, nBits and nonce do not change it.
  Midstate midstate() const;

  friend bool operator==(const BlockHeader&, const BlockHeader&) = default;
};

/// The version bits that BIP 320 leaves to miners, as a mask: what may be rolled where a pool or a
/// network gives no mask of its own.
inline constexpr std::uint32_t bip320_version_bits = 0x1fffe000;

/// Lower-case hex of any bytes.
std::string to_hex(std::span<const std::uint8_t> bytes);
/// `value` as eight lower-case hex digits, most significant first: how Stratum, RPCs and people
/// write version bits, nonces, ntime and nBits.
std::string hex32(std::uint32_t value);

/// Bytes of a hex string, either case. Error: odd length, or a character that is no hex digit
/// (named).
Result<std::vector<std::uint8_t>> from_hex(std::string_view hex);

}  // namespace wildcat
#pragma GCC visibility pop
