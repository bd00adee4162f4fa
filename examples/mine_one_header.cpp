// SPDX-License-Identifier: MIT
// Finds the nonce of Bitcoin's first block again: one request, one call.
#include <wildcat/cpu.h>
#include <wildcat/search.h>

#include <cstdio>

namespace {

int complain(const wildcat::Error& error) {
  std::fprintf(stderr, "%s\n", error.message.c_str());
  return 1;
}

}  // namespace

int main() {
  auto devices = wildcat::cpu_backend()->devices();
  if (!devices) return complain(devices.error());
  auto searcher = wildcat::Searcher::open(std::move(*devices));
  if (!searcher) return complain(searcher.error());

  wildcat::SearchRequest request;
  request.header.version = 1;
  request.header.merkle_root =
      wildcat::Hash256::from_display_hex(
          "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b")
          .value();
  request.header.ntime = 1231006505;  // 3 January 2009
  request.header.nbits = 0x1d00ffff;
  request.target = wildcat::Target::from_nbits(request.header.nbits).value();
  request.nonces = {2083000000, 1'000'000};  // the whole range would take a minute or two

  const auto outcome = (*searcher)->search(request);
  if (!outcome) return complain(outcome.error());
  if (outcome->found.empty()) {
    std::fprintf(stderr, "not found: %s\n", to_string(outcome->end));
    return 1;
  }
  const wildcat::SearchHit& hit = outcome->found.front();
  std::printf("nonce %u, block %s\n", static_cast<unsigned>(hit.header.nonce),
              hit.hash.display_hex().c_str());
  return 0;
}
