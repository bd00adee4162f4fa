// SPDX-License-Identifier: MIT
// Nothing is hashed twice: the rectangles that 8 scanners search for 100 sources, a million units
// through the whole miner, jobs replaced and units cut short meanwhile, do not overlap.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <thread>
#include <tuple>

#include "tests/unit/miner_core/fakes.h"
#include "wildcat/miner.h"

namespace wildcat {
namespace {

#ifdef WILDCAT_SANITIZED
constexpr std::size_t units_to_check = 100'000;
#else
constexpr std::size_t units_to_check = 1'000'000;
#endif

struct Rectangle {
  std::tuple<SourceId, std::uint64_t, std::uint64_t, std::uint32_t> header;
  std::uint64_t nonce_begin, nonce_end;
  std::uint32_t version_begin, version_end;
};

std::uint64_t digest_of(const Hash256& hash) {
  std::uint64_t word = 0;
  std::memcpy(&word, hash.internal().data(), sizeof word);
  return word;
}

Rectangle searched_part(const WorkUnit& unit, std::uint64_t nonces_done) {
  return {{unit.source, digest_of(unit.header.prev_hash), digest_of(unit.header.merkle_root),
           unit.header.ntime},
          unit.nonces.first,
          unit.nonces.first + nonces_done,
          unit.first_version,
          unit.first_version + unit.versions};
}

/// Overlapping pairs, by a sweep over the nonces of each header.
std::size_t overlaps(std::vector<Rectangle> all) {
  std::sort(all.begin(), all.end(), [](const Rectangle& a, const Rectangle& b) {
    return std::tie(a.header, a.nonce_begin) < std::tie(b.header, b.nonce_begin);
  });
  std::size_t bad = 0;
  // Of the present header: by first version, where the version range ends and until which nonce.
  std::map<std::uint32_t, const Rectangle*> active;
  const Rectangle* last = nullptr;
  for (const Rectangle& r : all) {
    if (last && last->header != r.header) active.clear();
    last = &r;
    auto at = active.lower_bound(r.version_begin);
    if (at != active.begin() && std::prev(at)->second->version_end > r.version_begin) --at;
    while (at != active.end() && at->first < r.version_end) {
      if (at->second->nonce_end > r.nonce_begin) ++bad;
      at = active.erase(at);
    }
    active[r.version_begin] = &r;
  }
  return bad;
}

TEST(OverlapCheck, SeesOverlaps) {
  const auto at = [](std::uint32_t v, std::uint32_t vs, std::uint64_t n, std::uint64_t ns) {
    return Rectangle{{1, 2, 3, 4}, n, n + ns, v, v + vs};
  };
  EXPECT_EQ(overlaps({at(0, 4, 0, 10), at(4, 4, 0, 10), at(0, 8, 10, 5), at(0, 1, 15, 1)}), 0u);
  EXPECT_EQ(overlaps({at(0, 4, 0, 10), at(2, 1, 9, 1)}), 1u);
  EXPECT_EQ(overlaps({at(8, 8, 0, 10), at(0, 16, 5, 1)}), 1u);
  EXPECT_EQ(overlaps({at(0, 4, 0, 10), at(0, 4, 0, 10)}), 1u);
}

/// Books of one scanner: only its own thread writes.
struct Books {
  std::vector<Rectangle> searched;
  Completion enter(const WorkUnit& unit) {
    Completion completion = fake::blind_search(unit);
    if (searched.size() % 16 == 7) {  // cut short, to be issued again
      completion.nonces_done = std::max<std::uint64_t>(1, unit.nonces.count / 3);
      completion.status = Status::partial;
    }
    searched.push_back(searched_part(unit, completion.nonces_done));
    return completion;
  }
};

TEST(MinerSpace, AMillionUnitsAreDisjoint) {
  constexpr Shape shapes[8] = {{1, 1000, 1}, {2, 777, 2}, {4, 4096, 1},     {8, 513, 3},
                               {16, 100, 1}, {4, 1, 1},   {1, 1u << 28, 2}, {16, 33'333'333, 1}};
  std::atomic<std::size_t> units{0};
  std::vector<Books> books(8);
  Miner miner(fake::no_canaries());
  for (std::size_t i = 0; i < 8; ++i) {
    fake::Behaviour behaviour{.id = "fake:" + std::to_string(i), .shape = shapes[i]};
    behaviour.search = [&units, &own = books[i]](const WorkUnit& unit) {
      units.fetch_add(1, std::memory_order_relaxed);
      return own.enter(unit);
    };
    ASSERT_TRUE(miner.add_device(fake::device(behaviour)));
  }
  std::vector<SourceId> sources;
  for (int s = 0; s < 100; ++s) {
    sources.push_back(
        miner.add_source({.weight = 1.0 + s % 3, .extranonce = fake::extranonce, .on_share = {}}));
    ASSERT_TRUE(miner.set_job(sources.back(), fake::job("start")));
  }
  ASSERT_TRUE(miner.start());
  // New jobs come in while it runs; every one has a prev_hash of its own.
  for (int round = 0; units < units_to_check; ++round) {
    test::FlatJob job = fake::job("job " + std::to_string(round), 1e12);
    job.clean = round % 2 == 0;
    ASSERT_TRUE(miner.set_job(sources[round % 100], job));
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  miner.stop();
  std::vector<Rectangle> all;
  for (const Books& b : books) all.insert(all.end(), b.searched.begin(), b.searched.end());
  EXPECT_GE(all.size(), units_to_check);
  EXPECT_EQ(overlaps(std::move(all)), 0u);
  for (const Books& b : books) EXPECT_FALSE(b.searched.empty());
  for (const SourceId id : sources) EXPECT_GT(miner.source_stats(id)->hashes, 0u);
}

}  // namespace
}  // namespace wildcat
