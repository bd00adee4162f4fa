// SPDX-License-Identifier: MIT
// The order in which CPUs are filled, on invented machines and on this one.
#include "miner/devices/topology.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace wildcat::program {
namespace {

using Order = std::vector<int>;

LogicalCpu cpu(int os_index, int core, bool allowed = true) { return {os_index, core, 0, allowed}; }

TEST(ScannerOrder, OnePerCoreFirst) {
  EXPECT_EQ(scanner_order({cpu(0, 0), cpu(1, 0), cpu(2, 1), cpu(3, 1)}), (Order{0, 2, 1, 3}));
  EXPECT_EQ(scanner_order({cpu(0, 0), cpu(4, 0), cpu(1, 1), cpu(5, 1)}), (Order{0, 1, 4, 5}));
}

TEST(ScannerOrder, ForbiddenCpusAreLeftOut) {
  EXPECT_EQ(scanner_order({cpu(0, 0, false), cpu(1, 0), cpu(2, 1), cpu(3, 1, false)}),
            (Order{1, 2}));
  EXPECT_EQ(scanner_order({cpu(0, 0, false)}), Order{});
  EXPECT_EQ(scanner_order({}), Order{});
}

TEST(ScannerOrder, WithoutSiblingsTheOrderOfCores) {
  EXPECT_EQ(scanner_order({cpu(3, 1), cpu(2, 0), cpu(5, 2)}), (Order{2, 3, 5}));
}

TEST(Topology, ThisMachineAgreesWithItsAffinityMask) {
  cpu_set_t set;
  CPU_ZERO(&set);
  ASSERT_EQ(sched_getaffinity(0, sizeof(set), &set), 0);
  const Order order = scanner_order(read_topology());
  EXPECT_EQ(static_cast<int>(order.size()), CPU_COUNT(&set));
  for (int index : order) EXPECT_TRUE(CPU_ISSET(static_cast<std::size_t>(index), &set)) << index;
}

TEST(Topology, ANarrowedMaskIsObeyed) {
  cpu_set_t before, narrow;
  ASSERT_EQ(sched_getaffinity(0, sizeof(before), &before), 0);
  const Order all = scanner_order(read_topology());
  ASSERT_FALSE(all.empty());
  CPU_ZERO(&narrow);
  CPU_SET(static_cast<std::size_t>(all.back()), &narrow);
  ASSERT_EQ(sched_setaffinity(0, sizeof(narrow), &narrow), 0);
  const Order one = scanner_order(read_topology());
  ASSERT_EQ(sched_setaffinity(0, sizeof(before), &before), 0);
  EXPECT_EQ(one, Order{all.back()});
}

class CalibrationPath : public ::testing::Test {
 protected:
  void SetUp() override {
    keep("XDG_CACHE_HOME", cache_);
    keep("HOME", home_);
    // A folder for each case: ctest runs the cases beside each other.
    folder_ = std::filesystem::path(::testing::TempDir()) /
              fmt::format("wildcat-calibration-path-{}", getpid());
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override {
    restore("XDG_CACHE_HOME", cache_);
    restore("HOME", home_);
    std::filesystem::remove_all(folder_);
  }
  static void keep(const char* name, std::string& into) {
    if (const char* value = std::getenv(name)) into = value;
  }
  static void restore(const char* name, const std::string& value) {
    value.empty() ? unsetenv(name) : setenv(name, value.c_str(), 1);
  }
  std::string cache_, home_;
  std::filesystem::path folder_;
};

TEST_F(CalibrationPath, CacheHomeThenHome) {
  setenv("XDG_CACHE_HOME", folder_.c_str(), 1);
  EXPECT_EQ(cache_path(calibration_cache), (folder_ / "wildcat/calibration").string());
  EXPECT_TRUE(std::filesystem::is_directory(folder_ / "wildcat"));
  setenv("HOME", folder_.c_str(), 1);
  setenv("XDG_CACHE_HOME", "relative/is/ignored", 1);
  EXPECT_EQ(cache_path(calibration_cache), (folder_ / ".cache/wildcat/calibration").string());
  unsetenv("XDG_CACHE_HOME");
  EXPECT_EQ(cache_path(calibration_cache), (folder_ / ".cache/wildcat/calibration").string());
}

TEST_F(CalibrationPath, NoneWhenThereIsNoPlace) {
  unsetenv("XDG_CACHE_HOME");
  unsetenv("HOME");
  EXPECT_EQ(cache_path(calibration_cache), "");
  // A home that is not there is not made, by root either.
  setenv("HOME", (folder_ / "nobody").c_str(), 1);
  EXPECT_EQ(cache_path(calibration_cache), "");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "nobody"));
  setenv("XDG_CACHE_HOME", "/dev/null/nowhere", 1);
  EXPECT_EQ(cache_path(calibration_cache), "");
}

}  // namespace
}  // namespace wildcat::program
