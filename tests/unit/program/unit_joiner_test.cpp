// SPDX-License-Identifier: MIT
// Units without finds: those that adjoin are one, in whatever order they come.
#include "miner/output/record/unit_joiner.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace wildcat::program {
namespace {

RecordedUnit piece(std::uint32_t first, std::uint64_t count, std::uint32_t first_version = 0) {
  RecordedUnit unit;
  unit.job = "job";
  unit.unit.versions = 16;
  unit.unit.first_version = first_version;
  unit.unit.nonces = {first, count};
  return unit;
}

TEST(UnitJoiner, PiecesOfARectangleBecomeIt) {
  constexpr std::uint32_t pieces = 256;
  UnitJoiner joiner;
  std::vector<std::uint32_t> order(pieces);
  for (std::uint32_t i = 0; i < pieces; ++i) order[i] = i;
  // Scanners are a few pieces apart, never more than can be kept open.
  std::mt19937 random(7);
  for (auto at = order.begin(); at != order.end(); at += 4) std::shuffle(at, at + 4, random);
  // The last piece ends where the nonces do.
  for (const std::uint32_t i : order) EXPECT_FALSE(joiner.add(piece(i << 24U, 1U << 24U)));
  const auto all = joiner.take();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].unit.nonces, (NonceRange{0, 1ULL << 32U}));
  EXPECT_TRUE(joiner.take().empty());
}

TEST(UnitJoiner, WhatDoesNotAdjoinStaysApart) {
  UnitJoiner joiner;
  joiner.add(piece(0, 10));
  joiner.add(piece(11, 10));
  joiner.add(piece(10, 1, 16));
  RecordedUnit other = piece(10, 1);
  other.job = "another";
  joiner.add(other);
  other = piece(10, 1);
  other.unit.header.ntime = 1;
  joiner.add(other);
  EXPECT_EQ(joiner.take().size(), 5U);
}

TEST(UnitJoiner, TheOldestLeavesWhenThereAreTooMany) {
  UnitJoiner joiner;
  for (std::uint32_t i = 0; i < UnitJoiner::most_open; ++i)
    EXPECT_FALSE(joiner.add(piece(100 * i, 10)));
  EXPECT_FALSE(joiner.add(piece(10, 10))) << "the first one grows";
  const auto out = joiner.add(piece(5000, 1));
  ASSERT_TRUE(out);
  EXPECT_EQ(out->unit.nonces, (NonceRange{100, 10}));
  EXPECT_EQ(joiner.take().size(), UnitJoiner::most_open);
}

}  // namespace
}  // namespace wildcat::program
