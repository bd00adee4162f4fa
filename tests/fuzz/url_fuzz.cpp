// SPDX-License-Identifier: MIT
// Any text as a pool URL: no crash, sane fields, and what is displayed reads back the same.
#include <cstdint>
#include <cstdlib>

#include "wildcat/stratum.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wildcat::stratum;
  const auto url = parse_pool_url({reinterpret_cast<const char*>(data), size});
  if (!url) {
    if (url.error().message.empty()) std::abort();
    return 0;
  }
  const bool known = url->scheme == "stratum+tcp" || url->scheme == "stratum+ssl";
  if (url->host.empty() || url->port == 0 || !known) std::abort();
  // Names with odd characters have no plain spelling; all others have to survive the round trip.
  if (url->host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") != std::string::npos)
    return 0;
  const auto again = parse_pool_url(url->display());
  if (!again || again->host != url->host || again->port != url->port) std::abort();
  return 0;
}
