// SPDX-License-Identifier: MIT
// How much of the machine this process may use (the affinity mask and the cgroup's CPU quota), and
// how a scanner's thread is pinned to a CPU.
#pragma once

#include <sched.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace wildcat {

/// Logical CPUs are numbered below this; machines of today reach a few thousand.
inline constexpr int max_cpus = 8192;

/// A set of logical CPUs. glibc's own type ends at 1024.
using CpuMask = std::array<cpu_set_t, max_cpus / CPU_SETSIZE>;

/// OS numbers of the logical CPUs the calling thread may run on, ascending. Never empty.
std::vector<int> affinity_cpus();

/// CPUs' worth of time per second that the cgroup of this process, and all above it, allow: 1.5 for
/// one and a half CPUs. Reads proc/self/cgroup and sys/fs/cgroup (v2, v1 and both mixed) below
/// `root`. Empty when there is no limit.
std::optional<double> cgroup_cpu_quota(const std::filesystem::path& root = "/");

/// Scanners to run when nobody says: one per CPU, but no more than the quota allows, at least one.
std::uint32_t default_scanners(std::size_t cpus, std::optional<double> quota);

/// Puts the calling thread onto a CPU and, if wanted, at SCHED_IDLE; gives both back when
/// destroyed. Neither failing is an error: the work is then only slower. Construct and destroy on
/// one thread.
class ThreadPlacement {
 public:
  /// `cpu` < 0: stay where the OS puts the thread.
  ThreadPlacement(int cpu, bool idle_priority);
  ~ThreadPlacement();
  ThreadPlacement(const ThreadPlacement&) = delete;
  ThreadPlacement& operator=(const ThreadPlacement&) = delete;

  /// True when the thread was pinned.
  bool pinned() const { return pinned_; }

 private:
  CpuMask before_{};
  bool pinned_ = false;
  bool idle_ = false;
};

}  // namespace wildcat
