// SPDX-License-Identifier: MIT
// Hashes and headers as bytes, numbers and hex. The only file that reverses a hash: display order
// is internal order backwards, and everybody else asks for one of the two by name.
#include "wildcat/header.h"

#include <algorithm>

namespace wildcat {
namespace {

constexpr char hex_digits[] = "0123456789abcdef";

/// Value of a hex digit of either case, or -1.
int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Names a character in a message: itself when printable, its code otherwise (a hostile peer
/// chooses it).
std::string describe(char c) {
  const auto code = static_cast<std::uint8_t>(c);
  if (code >= 0x20 && code < 0x7f) return std::string("'") + c + "'";
  return std::string("byte 0x") + hex_digits[code >> 4] + hex_digits[code & 15];
}

/// Fills `out` from exactly twice as many hex digits.
Result<void> decode_exactly(std::string_view hex, std::span<std::uint8_t> out) {
  if (hex.size() != 2 * out.size())
    return Error{Errc::invalid_argument, "expected " + std::to_string(2 * out.size()) +
                                             " hex digits but got " + std::to_string(hex.size()) +
                                             "; give the full length, leading zeros included"};
  for (std::size_t i = 0; i < hex.size(); ++i) {
    const int value = hex_value(hex[i]);
    if (value < 0)
      return Error{Errc::invalid_argument, describe(hex[i]) + " at position " + std::to_string(i) +
                                               " is no hex digit; use 0-9 and a-f only"};
    out[i / 2] = static_cast<std::uint8_t>(out[i / 2] << 4 | value);
  }
  return {};
}

/// Header fields stand little-endian, unlike SHA-256's words.
std::uint32_t load_le32(const std::uint8_t* p) {
  return std::uint32_t{p[3]} << 24 | std::uint32_t{p[2]} << 16 | std::uint32_t{p[1]} << 8 | p[0];
}

void store_le32(std::uint8_t* p, std::uint32_t x) {
  for (int i = 0; i < 4; ++i) p[i] = static_cast<std::uint8_t>(x >> (8 * i));
}

}  // namespace

std::string to_hex(std::span<const std::uint8_t> bytes) {
  std::string text;
  text.reserve(2 * bytes.size());
  for (const std::uint8_t byte : bytes) {
    text += hex_digits[byte >> 4];
    text += hex_digits[byte & 15];
  }
  return text;
}

std::string hex32(std::uint32_t value) {
  std::string text(8, '0');
  for (std::size_t i = 8; i-- > 0; value >>= 4) text[i] = hex_digits[value & 15];
  return text;
}

Result<std::vector<std::uint8_t>> from_hex(std::string_view hex) {
  if (hex.size() % 2 != 0)
    return Error{Errc::invalid_argument, "a hex string of " + std::to_string(hex.size()) +
                                             " digits is no whole number of bytes; every byte "
                                             "takes two digits"};
  std::vector<std::uint8_t> bytes(hex.size() / 2);
  if (auto ok = decode_exactly(hex, bytes); !ok) return ok.error();
  return bytes;
}

Result<Hash256> Hash256::from_internal_hex(std::string_view hex) {
  Hash256 hash;
  if (auto ok = decode_exactly(hex, hash.bytes_); !ok) return ok.error();
  return hash;
}

Result<Hash256> Hash256::from_display_hex(std::string_view hex) {
  auto hash = from_internal_hex(hex);
  if (hash) std::reverse(hash->bytes_.begin(), hash->bytes_.end());
  return hash;
}

std::string Hash256::internal_hex() const { return to_hex(bytes_); }

std::string Hash256::display_hex() const {
  const std::array<std::uint8_t, 32> internal = bytes_;
  std::array<std::uint8_t, 32> display{};
  std::reverse_copy(internal.begin(), internal.end(), display.begin());
  return to_hex(display);
}

HeaderBytes BlockHeader::serialize() const {
  // 4 version, 32 previous hash, 32 merkle root, 4 ntime, 4 nBits, 4 nonce.
  HeaderBytes bytes{};
  store_le32(bytes.data(), version);
  std::copy_n(prev_hash.internal().data(), 32, bytes.data() + 4);
  std::copy_n(merkle_root.internal().data(), 32, bytes.data() + 36);
  store_le32(bytes.data() + 68, ntime);
  store_le32(bytes.data() + 72, nbits);
  store_le32(bytes.data() + 76, nonce);
  return bytes;
}

BlockHeader BlockHeader::parse(std::span<const std::uint8_t, 80> bytes) {
  std::array<std::uint8_t, 32> prev{};
  std::array<std::uint8_t, 32> root{};
  std::copy_n(bytes.data() + 4, 32, prev.data());
  std::copy_n(bytes.data() + 36, 32, root.data());
  return {.version = load_le32(bytes.data()),
          .prev_hash = Hash256::from_internal(prev),
          .merkle_root = Hash256::from_internal(root),
          .ntime = load_le32(bytes.data() + 68),
          .nbits = load_le32(bytes.data() + 72),
          .nonce = load_le32(bytes.data() + 76)};
}

Result<BlockHeader> BlockHeader::from_hex(std::string_view hex) {
  HeaderBytes bytes{};
  if (auto ok = decode_exactly(hex, bytes); !ok) return ok.error();
  return parse(bytes);
}

Hash256 BlockHeader::hash() const { return hash_twice(serialize()); }

Midstate BlockHeader::midstate() const {
  const HeaderBytes bytes = serialize();
  return sha256::compress(sha256::initial_state, sha256::load_block(bytes.data()));
}

}  // namespace wildcat
