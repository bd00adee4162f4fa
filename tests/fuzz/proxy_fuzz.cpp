// SPDX-License-Identifier: MIT
// A proxy may answer anything, in pieces of any size. The first byte chooses proxy and piece size.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "stratum/net/proxy_talk.h"

using namespace wildcat::stratum;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto kind = static_cast<ProxyUrl::Kind>(data[0] % 3);
  const bool login = (data[0] & 4U) != 0;
  const std::size_t piece = 1 + (data[0] >> 3U);
  const auto talk = talk_to_proxy(
      ProxyUrl{kind, "proxy", 1, login ? "user" : "", login ? "password" : ""}, {"pool.test", 2});
  (void)talk->begin();
  std::string heard;
  for (std::size_t at = 1; at < size; at += piece) {
    heard.append(reinterpret_cast<const char*>(data) + at, std::min(piece, size - at));
    for (std::size_t before = 0; before != heard.size() && !heard.empty();) {
      before = heard.size();
      const auto step = talk->hear(heard);
      if (!step || step->done) return 0;
      if (heard.size() > before) __builtin_trap();  // it only takes
    }
    if (heard.size() > ProxyTalk::longest_answer) return 0;
  }
  return 0;
}
