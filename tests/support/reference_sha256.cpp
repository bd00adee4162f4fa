// SPDX-License-Identifier: MIT
// The block function is deprecated in OpenSSL 3, not wrong: see the header for why it is used.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "tests/support/reference_sha256.h"

#include <openssl/sha.h>

#include <algorithm>

namespace wildcat::test {
namespace {

using Block = std::array<std::uint8_t, 64>;
using State = std::array<std::uint32_t, 8>;

void put_be32(std::uint8_t* p, std::uint32_t x) {
  for (int i = 0; i < 4; ++i) p[i] = static_cast<std::uint8_t>(x >> (24 - 8 * i));
}

State initial() {
  SHA256_CTX context;
  SHA256_Init(&context);
  State state;
  std::ranges::copy(context.h, state.begin());
  return state;
}

State compress(const State& state, const Block& block) {
  SHA256_CTX context{};
  std::ranges::copy(state, context.h);
  SHA256_Transform(&context, block.data());
  State after;
  std::ranges::copy(context.h, after.begin());
  return after;
}

// The last block of a message of `bits` bits, but for the message itself.
Block padding(std::size_t message_end, std::uint32_t bits) {
  Block block{};
  block[message_end] = 0x80;
  put_be32(block.data() + 60, bits);
  return block;
}

}  // namespace

ReferenceHeader::ReferenceHeader(const Bytes& header) : header_(header) {
  Block first;
  std::copy_n(header.begin(), first.size(), first.begin());
  midstate_ = compress(initial(), first);
}

std::array<std::uint32_t, 3> ReferenceHeader::tail() const {
  std::array<std::uint32_t, 3> words{};
  for (std::size_t i = 0; i < 12; ++i) words[i / 4] = words[i / 4] << 8 | header_[64 + i];
  return words;
}

std::uint32_t ReferenceHeader::last_word(std::uint32_t nonce) const {
  Block second = padding(16, 640);
  std::copy_n(header_.begin() + 64, 12, second.begin());
  for (std::size_t i = 0; i < 4; ++i) second[12 + i] = static_cast<std::uint8_t>(nonce >> (8 * i));
  const State inner = compress(midstate_, second);
  Block outer = padding(32, 256);
  for (std::size_t i = 0; i < 8; ++i) put_be32(outer.data() + 4 * i, inner[i]);
  return compress(initial(), outer)[7];
}

std::array<std::uint8_t, 32> reference_sha256d(std::span<const std::uint8_t> message) {
  std::array<std::uint8_t, 32> inner;
  std::array<std::uint8_t, 32> outer;
  SHA256(message.data(), message.size(), inner.data());
  SHA256(inner.data(), inner.size(), outer.data());
  return outer;
}

}  // namespace wildcat::test
