// SPDX-License-Identifier: MIT
// The reference and the known headers, made of the public API's scalar code alone.
#include "tests/equality/plain_reference.h"

#include <algorithm>
#include <array>

#include "engine/canary_headers.h"
#include "wildcat/header.h"
#include "wildcat/sha256.h"

namespace wildcat::equality {

test::BlockFunction scalar_sha256() {
  return {sha256::initial_state,
          [](const sha256::State& state, const std::array<std::uint8_t, 64>& b) {
            return sha256::compress(state, sha256::load_block(b.data()));
          }};
}

std::vector<KnownHeader> canaries() {
  std::vector<KnownHeader> headers;
  for (const CanaryHeader& canary : canary_headers()) {
    KnownHeader header{std::string(canary.name), {}};
    const std::vector<std::uint8_t> bytes = from_hex(canary.hex).value();
    std::copy_n(bytes.begin(), header.bytes.size(), header.bytes.begin());
    headers.push_back(std::move(header));
  }
  return headers;
}

}  // namespace wildcat::equality
