// SPDX-License-Identifier: MIT
// The block function is deprecated in OpenSSL 3, not wrong: see the header for why it is used.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "tests/support/reference_sha256.h"

#include <openssl/sha.h>

#include <algorithm>

namespace wildcat::test {
namespace {

using Block = BlockFunction::Block;
using State = BlockFunction::State;

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

}  // namespace

BlockFunction openssl_sha256() { return {initial(), compress}; }

std::array<std::uint8_t, 32> reference_sha256d(std::span<const std::uint8_t> message) {
  std::array<std::uint8_t, 32> inner;
  std::array<std::uint8_t, 32> outer;
  SHA256(message.data(), message.size(), inner.data());
  SHA256(inner.data(), inner.size(), outer.data());
  return outer;
}

}  // namespace wildcat::test
