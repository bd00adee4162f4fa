// SPDX-License-Identifier: MIT
// How units are cut into launches.
#include "backends/gpu/gpu_work.h"

#include <gtest/gtest.h>

namespace wildcat::gpu {
namespace {

constexpr std::uint64_t all_nonces = std::uint64_t{1} << 32;

WorkUnit unit(std::uint32_t versions, const Target& target) {
  WorkUnit unit;
  unit.versions = versions;
  unit.target = target;
  return unit;
}

TEST(LaunchSize, IsWhatTheTimeAllows) {
  const LaunchSize size =
      launch_size(unit(256, Target::difficulty_1()), all_nonces, {30e6, 1024, 4096});
  EXPECT_EQ(size.versions, 256u);
  EXPECT_EQ(size.nonces, 117187u);
}

TEST(LaunchSize, FillsAQuarterOfTheRingAtMost) {
  const LaunchSize size =
      launch_size(unit(256, Target::from_hex("00" + std::string(62, 'f')).value()), all_nonces,
                  {30e6, 1024, 4096});
  EXPECT_EQ(size.versions, 256u);
  EXPECT_EQ(size.nonces, 1024u);  // one in 256 hashes is a hit
}

TEST(LaunchSize, TakesFewerVersionsWhenOneNonceOfAllFindsTooMuch) {
  const LaunchSize size =
      launch_size(unit(65536, Target::easiest()), all_nonces, {30e6, 1000, 4096});
  EXPECT_EQ(size.versions, 512u);
  EXPECT_EQ(size.nonces, 1u);
}

TEST(LaunchSize, StaysWithinTheTableTheUnitAndWhatKernelsCount) {
  const WorkUnit wide = unit(1u << 20, Target::difficulty_1());
  EXPECT_EQ(launch_size(wide, all_nonces, {1e18, 1024, 4096}).versions, 4096u);
  EXPECT_EQ(launch_size(wide, 7, {1e18, 1024, 4096}).nonces, 7u);
  const LaunchSize one = launch_size(unit(1, Target()), all_nonces, {1e18, 1024, 4096});
  EXPECT_EQ(one.nonces, 2147483648u);
  const LaunchSize least = launch_size(wide, 5, {0, 0, 4096});
  EXPECT_EQ(least.versions, 1u);
  EXPECT_EQ(least.nonces, 1u);
}

TEST(SearchFor, IsVersionMajorWhenBlocksComeOutEven) {
  EXPECT_EQ(search_for(256, 256, true), Search::version_major);
  EXPECT_EQ(search_for(512, 256, true), Search::version_major);
  EXPECT_EQ(search_for(128, 256, true), Search::single);
  EXPECT_EQ(search_for(300, 256, true), Search::single);
  EXPECT_EQ(search_for(256, 256, false), Search::single);
}

}  // namespace
}  // namespace wildcat::gpu
