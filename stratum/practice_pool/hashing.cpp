// SPDX-License-Identifier: MIT
// Hex, little-endian words and OpenSSL's SHA-256d for the practice pool.
#include "stratum/practice_pool/hashing.h"

#include <openssl/sha.h>

namespace wildcat::practice {
namespace {

constexpr char digits[] = "0123456789abcdef";

int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

Hash double_sha256(std::span<const std::uint8_t> message) {
  Hash first{}, second{};
  if (SHA256(message.data(), message.size(), first.data()) == nullptr ||
      SHA256(first.data(), first.size(), second.data()) == nullptr)
    second.fill(0xff);  // fail closed: a share that cannot be checked is not accepted
  return second;
}

std::string hex(std::span<const std::uint8_t> bytes) {
  std::string text;
  text.reserve(2 * bytes.size());
  for (const std::uint8_t b : bytes) {
    text.push_back(digits[b >> 4]);
    text.push_back(digits[b & 15]);
  }
  return text;
}

std::optional<Bytes> unhex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  Bytes bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = digit_value(text[i]), low = digit_value(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes.push_back(static_cast<std::uint8_t>(high << 4 | low));
  }
  return bytes;
}

std::optional<std::uint32_t> unhex32(std::string_view text) {
  if (text.size() != 8) return std::nullopt;
  std::uint32_t value = 0;
  for (const char c : text) {
    const int digit = digit_value(c);
    if (digit < 0) return std::nullopt;
    value = value << 4 | static_cast<std::uint32_t>(digit);
  }
  return value;
}

void append_le(Bytes& to, std::uint64_t value, int size) {
  for (int i = 0; i < size; ++i, value >>= 8) to.push_back(static_cast<std::uint8_t>(value));
}

void append(Bytes& to, std::span<const std::uint8_t> bytes) {
  to.insert(to.end(), bytes.begin(), bytes.end());
}

Hash swap_words(const Hash& hash) {
  Hash swapped{};
  for (std::size_t i = 0; i < swapped.size(); ++i) swapped[i] = hash[i ^ 3];
  return swapped;
}

}  // namespace wildcat::practice
