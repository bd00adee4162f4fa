// SPDX-License-Identifier: MIT
// The bounds computed from the work table agree with those that docs/performance.md argues for.
#include "backends/cpu/port_bounds.h"

#include <gtest/gtest.h>

namespace wildcat::bench {
namespace {

struct Known {
  Core core;
  const char* kernel;
  std::uint32_t versions;
  double cycles;
};

TEST(PortBounds, AgreeWithTheDocument) {
  constexpr Known table[] = {
      {Core::zen3, "sha_ni", 1, 70},  {Core::zen3, "sha_ni", 16, 62},
      {Core::zen3, "avx2", 1, 180},   {Core::zen3, "avx2", 16, 155},
      {Core::zen4, "sha_ni", 1, 74},  {Core::zen4, "sha_ni_avx512", 8, 62},
      {Core::zen4, "avx512", 1, 89},  {Core::zen4, "avx512", 8, 76},
      {Core::zen4, "avx2", 1, 180},   {Core::zen4, "avx2", 8, 157},
      {Core::zen5, "sha_ni", 4, 124}, {Core::zen5, "avx512", 1, 45},
      {Core::zen5, "avx512", 2, 41},  {Core::zen5, "avx512", 16, 38},
      {Core::zen5, "avx2", 16, 155},
  };
  for (const Known& known : table) {
    const auto bound = port_bound(known.core, known.kernel, known.versions);
    ASSERT_TRUE(bound.has_value()) << known.kernel << " " << known.versions;
    EXPECT_NEAR(*bound, known.cycles, 0.6) << known.kernel << " " << known.versions;
  }
}

TEST(PortBounds, WhatNobodyCountedHasNone) {
  EXPECT_FALSE(port_bound(Core::unknown, "avx2", 1).has_value());
  EXPECT_FALSE(port_bound(Core::zen3, "avx512", 1).has_value());
  EXPECT_FALSE(port_bound(Core::zen3, "sha_ni_avx512", 8).has_value());
  EXPECT_FALSE(port_bound(Core::zen4, "scalar", 1).has_value());
  EXPECT_FALSE(port_bound(Core::zen4, "avx512", 3).has_value());
}

TEST(PortBounds, CoresAreKnownByFamilyAndModel) {
  EXPECT_EQ(core_of(0x19, 0x01), Core::zen3);
  EXPECT_EQ(core_of(0x19, 0x21), Core::zen3);
  EXPECT_EQ(core_of(0x19, 0x11), Core::zen4);
  EXPECT_EQ(core_of(0x19, 0x61), Core::zen4);
  EXPECT_EQ(core_of(0x17, 0x31), Core::unknown);  // Zen 2
  EXPECT_EQ(core_of(0x1a, 0x02), Core::zen5);
  EXPECT_EQ(core_of(0x1a, 0x24), Core::unknown);  // half-width vectors
  EXPECT_EQ(core_of(6, 0x8f), Core::unknown);
}

}  // namespace
}  // namespace wildcat::bench
