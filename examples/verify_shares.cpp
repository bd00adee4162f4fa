// SPDX-License-Identifier: MIT
// Checks many headers that miners claim to be shares, as a proxy does all day.
#include <wildcat/check.h>

#include <algorithm>
#include <cstdio>

int main() {
  const auto checker = wildcat::HeaderChecker::open();
  if (!checker) {
    std::fprintf(stderr, "%s\n", checker.error().message.c_str());
    return 1;
  }
  // Stand-ins for what comes in from miners: the same header with many nonces.
  constexpr std::size_t count = 100'000;
  std::vector<std::uint8_t> headers;
  wildcat::BlockHeader header;
  for (std::uint32_t nonce = 0; nonce < count; ++nonce) {
    header.nonce = nonce;
    const auto bytes = header.serialize();
    headers.insert(headers.end(), bytes.begin(), bytes.end());
  }
  const auto target = wildcat::Target::from_nbits(0x1f0fffff).value();  // about one in 4096

  std::vector<std::uint8_t> bits((count + 7) / 8);
  if (const auto checked = checker->check(headers, target, bits); !checked) {
    std::fprintf(stderr, "%s\n", checked.error().message.c_str());
    return 1;
  }
  std::size_t good = 0;
  for (std::size_t i = 0; i < count; ++i) good += bits[i / 8] >> i % 8 & 1;
  std::printf("%zu of %zu headers are shares (checked by %s)\n", good, count,
              checker->kernel().c_str());
  return good > 0 ? 0 : 1;
}
