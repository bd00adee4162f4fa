// SPDX-License-Identifier: MIT
// Serializes and hashes a header without the code under test.
#include "tests/support/reference_header.h"

#include <algorithm>

namespace wildcat::test {
namespace {

using Block = BlockFunction::Block;
using State = BlockFunction::State;

void put_be32(std::uint8_t* p, std::uint32_t x) {
  for (int i = 0; i < 4; ++i) p[i] = static_cast<std::uint8_t>(x >> (24 - 8 * i));
}

// The last block of a message of `bits` bits, but for the message itself.
Block padding(std::size_t message_end, std::uint32_t bits) {
  Block block{};
  block[message_end] = 0x80;
  put_be32(block.data() + 60, bits);
  return block;
}

}  // namespace

ReferenceHeader::ReferenceHeader(const BlockFunction& sha256, const Bytes& header)
    : sha256_(sha256), header_(header) {
  Block first;
  std::copy_n(header.begin(), first.size(), first.begin());
  midstate_ = sha256_.compress(sha256_.initial, first);
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
  const State inner = sha256_.compress(midstate_, second);
  Block outer = padding(32, 256);
  for (std::size_t i = 0; i < 8; ++i) put_be32(outer.data() + 4 * i, inner[i]);
  return sha256_.compress(sha256_.initial, outer)[7];
}

}  // namespace wildcat::test
