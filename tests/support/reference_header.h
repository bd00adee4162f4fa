// SPDX-License-Identifier: MIT
// A block header hashed by a SHA-256 that the caller brings: OpenSSL's where it is at hand
// (reference_sha256.h), the scalar one of the public API where nothing else is. Needs neither.
#pragma once

#include <array>
#include <cstdint>

namespace wildcat::test {

/// SHA-256 as its block function (FIPS 180-4 section 6.2) and the state it begins with.
struct BlockFunction {
  using State = std::array<std::uint32_t, 8>;
  using Block = std::array<std::uint8_t, 64>;

  State initial;
  State (*compress)(const State&, const Block&);
};

/// An 80-byte header prepared for hashing with many nonces. Value type.
class ReferenceHeader {
 public:
  using Bytes = std::array<std::uint8_t, 80>;

  ReferenceHeader(const BlockFunction& sha256, const Bytes& header);

  /// The chaining value after the first 64 bytes, a..h.
  const std::array<std::uint32_t, 8>& midstate() const { return midstate_; }
  /// Message words 0..2 of the second block.
  std::array<std::uint32_t, 3> tail() const;
  /// The last word of the double hash with `nonce` in place of the header's, as SHA-256 writes it
  /// (big-endian): what the kernels' filter looks at.
  std::uint32_t last_word(std::uint32_t nonce) const;

 private:
  BlockFunction sha256_;
  Bytes header_;
  std::array<std::uint32_t, 8> midstate_;
};

}  // namespace wildcat::test
