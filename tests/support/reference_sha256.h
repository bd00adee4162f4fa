// SPDX-License-Identifier: MIT
// SHA-256d by OpenSSL: an implementation that is not ours, to hold kernels against. Uses OpenSSL's
// block function directly, because its one-shot interface spends ten times longer on set-up.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace wildcat::test {

/// An 80-byte header prepared for hashing with many nonces. Value type.
class ReferenceHeader {
 public:
  using Bytes = std::array<std::uint8_t, 80>;

  explicit ReferenceHeader(const Bytes& header);

  /// The chaining value after the first 64 bytes, a..h.
  const std::array<std::uint32_t, 8>& midstate() const { return midstate_; }
  /// Message words 0..2 of the second block.
  std::array<std::uint32_t, 3> tail() const;
  /// The last word of the double hash with `nonce` in place of the header's, as SHA-256 writes it
  /// (big-endian): what the kernels' filter looks at.
  std::uint32_t last_word(std::uint32_t nonce) const;

 private:
  Bytes header_;
  std::array<std::uint32_t, 8> midstate_;
};

/// SHA-256d of any bytes, through OpenSSL's one-shot interface.
std::array<std::uint8_t, 32> reference_sha256d(std::span<const std::uint8_t> message);

}  // namespace wildcat::test
