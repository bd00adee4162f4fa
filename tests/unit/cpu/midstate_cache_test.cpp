// SPDX-License-Identifier: MIT
// The cache computes each midstate once while its block is one of the last two.
#include "backends/cpu/midstate_cache.h"

#include <gtest/gtest.h>

#include "test_work.h"

namespace wildcat::test {
namespace {

WorkUnit unit_with_root(std::uint8_t first_byte) {
  WorkUnit unit = unit_of({0, 1}, 4, Target::easiest());
  auto root = unit.header.merkle_root.internal();
  root[0] = first_byte;
  unit.header.merkle_root = Hash256::from_internal(root);
  return unit;
}

void expect_right(const WorkUnit& unit, std::span<const wildcat_scan_midstate> states) {
  BlockHeader header = unit.header;
  for (std::uint32_t i = 0; i < states.size(); ++i) {
    header.version = unit.version(i);
    EXPECT_TRUE(std::ranges::equal(header.midstate(), states[i].word)) << i;
  }
}

TEST(MidstateCache, GivesTheMidstatesOfTheRolledVersions) {
  MidstateCache cache;
  WorkUnit unit = unit_with_root(1);
  unit.first_version = 12;
  cache.select(unit);
  expect_right(unit, cache.get(unit, 0, 4));
  EXPECT_EQ(cache.computed(), 4u);
}

TEST(MidstateCache, TimeBitsAndNonceChangeNothing) {
  MidstateCache cache;
  WorkUnit unit = unit_with_root(1);
  cache.select(unit);
  cache.get(unit, 0, 4);
  unit.header.ntime += 7;
  unit.header.nbits = 0x207fffff;
  unit.header.nonce = 5;
  unit.nonces = {100, 200};
  auto root = unit.header.merkle_root.internal();
  root[28] ^= 0xff;  // of the root, the last four bytes stand in the second block
  unit.header.merkle_root = Hash256::from_internal(root);
  cache.select(unit);
  expect_right(unit, cache.get(unit, 0, 4));
  EXPECT_EQ(cache.computed(), 4u);
}

TEST(MidstateCache, EverythingInTheFirstBlockCounts) {
  const auto changes = std::to_array<void (*)(WorkUnit&)>({
      [](WorkUnit& u) { u.header.version ^= 1; },
      [](WorkUnit& u) { u.header.prev_hash = Hash256{}; },
      [](WorkUnit& u) { u.roll_mask = 0x0000e000; },
      [](WorkUnit& u) { u.first_version = 4; },
      [](WorkUnit& u) {
        auto root = u.header.merkle_root.internal();
        root[27] ^= 1;
        u.header.merkle_root = Hash256::from_internal(root);
      },
  });
  for (const auto change : changes) {
    MidstateCache cache;
    WorkUnit unit = unit_with_root(1);
    cache.select(unit);
    cache.get(unit, 0, 4);
    change(unit);
    cache.select(unit);
    expect_right(unit, cache.get(unit, 0, 4));
    EXPECT_EQ(cache.computed(), 8u);
  }
}

TEST(MidstateCache, TwoBlocksMayTakeTurnsAThirdThrowsOutTheOlder) {
  MidstateCache cache;
  const WorkUnit a = unit_with_root(1);
  const WorkUnit b = unit_with_root(2);
  const WorkUnit c = unit_with_root(3);
  for (const WorkUnit* unit : {&a, &b, &a, &b, &a}) {
    cache.select(*unit);
    expect_right(*unit, cache.get(*unit, 0, 4));
  }
  EXPECT_EQ(cache.computed(), 8u);
  cache.select(c);  // instead of b
  cache.get(c, 0, 4);
  cache.select(a);
  cache.get(a, 0, 4);
  EXPECT_EQ(cache.computed(), 12u);
  cache.select(b);
  expect_right(b, cache.get(b, 0, 4));
  EXPECT_EQ(cache.computed(), 16u);
}

TEST(MidstateCache, GrowsGroupByGroup) {
  MidstateCache cache;
  WorkUnit unit = unit_with_root(1);
  unit.versions = 64;
  cache.select(unit);
  cache.get(unit, 0, 16);
  EXPECT_EQ(cache.computed(), 16u);
  cache.get(unit, 16, 16);
  cache.get(unit, 0, 16);
  EXPECT_EQ(cache.computed(), 32u);
  cache.get(unit, 32, 32);
  expect_right(unit, cache.get(unit, 0, 64));
  EXPECT_EQ(cache.computed(), 64u);
}

}  // namespace
}  // namespace wildcat::test
