// SPDX-License-Identifier: MIT
// The cgroup's quota in all the shapes the files come in, and taking a place on a CPU.
#include "backends/cpu/cpu_limits.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/support/temporary_directory.h"

namespace wildcat::test {
namespace {

class Cgroup : public testing::Test {
 protected:
  void group(const std::string& lines) { root_.write("proc/self/cgroup", lines); }
  void file(const std::string& name, const std::string& text) {
    root_.write("sys/fs/cgroup/" + name, text);
  }
  std::optional<double> quota() const { return cgroup_cpu_quota(root_.path()); }
  TemporaryDirectory root_;
};

TEST_F(Cgroup, NoFilesNoLimit) { EXPECT_FALSE(quota()); }

TEST_F(Cgroup, V2Quota) {
  group("0::/user.slice/job\n");
  file("user.slice/job/cpu.max", "150000 100000\n");
  EXPECT_EQ(quota(), 1.5);
}

TEST_F(Cgroup, V2MaxIsNoLimit) {
  group("0::/job\n");
  file("job/cpu.max", "max 100000\n");
  EXPECT_FALSE(quota());
}

TEST_F(Cgroup, V2TightestOnTheWayUpCounts) {
  group("0::/a/b/c\n");
  file("a/cpu.max", "200000 100000\n");
  file("a/b/cpu.max", "max 100000\n");
  file("a/b/c/cpu.max", "800000 100000\n");
  EXPECT_EQ(quota(), 2.0);
}

TEST_F(Cgroup, V2RootOfAContainerHasItsOwnFile) {
  group("0::/\n");
  file("cpu.max", "50000 100000\n");
  EXPECT_EQ(quota(), 0.5);
}

TEST_F(Cgroup, V2BesideV1) {
  group("5:memory:/x\n0::/job\n");
  file("unified/job/cpu.max", "300000 100000\n");
  EXPECT_EQ(quota(), 3.0);
}

TEST_F(Cgroup, V1Quota) {
  group("9:name=systemd:/\n4:cpu,cpuacct:/docker/abc\n0::/\n");
  file("cpu,cpuacct/docker/abc/cpu.cfs_quota_us", "250000\n");
  file("cpu,cpuacct/docker/abc/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(quota(), 2.5);
}

TEST_F(Cgroup, V1SeenFromInsideAContainer) {
  group("4:cpuacct,cpu:/docker/abc\n");
  file("cpu/cpu.cfs_quota_us", "100000\n");
  file("cpu/cpu.cfs_period_us", "50000\n");
  EXPECT_EQ(quota(), 2.0);
}

TEST_F(Cgroup, V1MinusOneIsNoLimit) {
  group("1:cpu:/\n");
  file("cpu/cpu.cfs_quota_us", "-1\n");
  file("cpu/cpu.cfs_period_us", "100000\n");
  EXPECT_FALSE(quota());
}

TEST_F(Cgroup, V1OtherControllersDoNotCount) {
  group("2:cpuacct:/\n3:cpuset:/\n");
  file("cpuacct/cpu.cfs_quota_us", "100000\n");
  file("cpuacct/cpu.cfs_period_us", "100000\n");
  EXPECT_FALSE(quota());
}

TEST_F(Cgroup, GarbageIsNoLimit) {
  for (const char* lines : {"", "\n", ":", "::", "0:", "garbage\n0::/../../..\n", "0::/\0/x\n"}) {
    group(lines);
    for (const char* text : {"", "\n", "abc", "0 0", "100000", "100000 0", "-5 100000", "1 nan"}) {
      file("cpu.max", text);
      EXPECT_FALSE(quota()) << lines << "|" << text;
    }
  }
}

TEST(DefaultScanners, OnePerCpuWithinTheQuotaAndAtLeastOne) {
  EXPECT_EQ(default_scanners(8, std::nullopt), 8u);
  EXPECT_EQ(default_scanners(8, 3.9), 3u);
  EXPECT_EQ(default_scanners(8, 100.0), 8u);
  EXPECT_EQ(default_scanners(8, 0.2), 1u);
  EXPECT_EQ(default_scanners(0, std::nullopt), 1u);
}

TEST(ThreadPlacement, PinsToEachAllowedCpuAndGivesTheMaskBack) {
  std::thread([] {
    const std::vector<int> before = affinity_cpus();
    ASSERT_FALSE(before.empty());
    for (const int cpu : before) {
      const ThreadPlacement placement(cpu, false);
      EXPECT_TRUE(placement.pinned());
      EXPECT_EQ(affinity_cpus(), std::vector<int>{cpu});
    }
    EXPECT_EQ(affinity_cpus(), before);
  }).join();
}

TEST(ThreadPlacement, CpuThatDoesNotExistIsNoError) {
  std::thread([] {
    const std::vector<int> before = affinity_cpus();
    for (const int cpu : {-1, max_cpus - 1, max_cpus, 1 << 30}) {
      const ThreadPlacement placement(cpu, false);
      EXPECT_FALSE(placement.pinned()) << cpu;
      EXPECT_EQ(affinity_cpus(), before);
    }
  }).join();
}

TEST(ThreadPlacement, IdlePriorityWhileItLives) {
  std::thread([] {
    {
      const ThreadPlacement placement(-1, true);
      EXPECT_EQ(sched_getscheduler(0), SCHED_IDLE);
    }
    const ThreadPlacement ordinary(-1, false);
    EXPECT_FALSE(ordinary.pinned());
  }).join();
}

}  // namespace
}  // namespace wildcat::test
