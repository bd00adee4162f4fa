// SPDX-License-Identifier: MIT
// Book-keeping of searched rectangles (versions x nonces under one header), written without any
// knowledge of how they were cut: a sweep over the nonces with the set of active version ranges.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <tuple>
#include <vector>

#include "wildcat/work.h"

namespace wildcat::test {

/// What was searched of a unit.
struct Rectangle {
  SourceId source = 0;
  std::vector<std::uint8_t> extranonce2;
  std::uint32_t ntime = 0;
  std::uint64_t first_version = 0, versions = 0;
  std::uint64_t first_nonce = 0, nonces = 0;

  auto header() const { return std::tie(source, extranonce2, ntime); }
};

/// The first `done` nonces of a unit.
inline Rectangle rectangle(const Work& work, std::uint64_t done) {
  const auto e2 = work.extranonce2.view();
  return {work.unit.source,
          {e2.begin(), e2.end()},
          work.unit.header.ntime,
          work.unit.first_version,
          work.unit.versions,
          work.unit.nonces.first,
          done};
}

/// Hashes in all of them together.
inline std::uint64_t area(const std::vector<Rectangle>& all) {
  std::uint64_t sum = 0;
  for (const Rectangle& r : all) sum += r.versions * r.nonces;
  return sum;
}

/// True when no two rectangles of one header (source, extranonce2, ntime) share a hash.
inline bool disjoint(std::vector<Rectangle> all) {
  std::erase_if(all, [](const Rectangle& r) { return r.nonces == 0 || r.versions == 0; });
  std::sort(all.begin(), all.end(), [](const Rectangle& a, const Rectangle& b) {
    return std::tuple(a.header(), a.first_nonce) < std::tuple(b.header(), b.first_nonce);
  });
  std::map<std::uint64_t, const Rectangle*> active;       // by first version
  std::multimap<std::uint64_t, const Rectangle*> by_end;  // by first nonce not searched
  const Rectangle* previous = nullptr;
  for (const Rectangle& r : all) {
    if (previous != nullptr && previous->header() != r.header()) active.clear(), by_end.clear();
    while (!by_end.empty() && by_end.begin()->first <= r.first_nonce) {
      active.erase(by_end.begin()->second->first_version);
      by_end.erase(by_end.begin());
    }
    auto after = active.lower_bound(r.first_version);
    if (after != active.end() && after->first < r.first_version + r.versions) return false;
    if (after != active.begin()) {
      const Rectangle& before = *std::prev(after)->second;
      if (before.first_version + before.versions > r.first_version) return false;
    }
    active.emplace(r.first_version, &r);
    by_end.emplace(r.first_nonce + r.nonces, &r);
    previous = &r;
  }
  return true;
}

}  // namespace wildcat::test
