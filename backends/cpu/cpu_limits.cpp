// SPDX-License-Identifier: MIT
// Affinity and priority by the scheduler's own calls; the cgroup's quota read from its files, the
// tightest one on the way from our group up to the root.
#include "backends/cpu/cpu_limits.h"

#include <algorithm>
#include <fstream>
#include <string>

#include "backends/files/value_file.h"

namespace wildcat {
namespace {

namespace fs = std::filesystem;

void tighten(std::optional<double>& limit, double quota_us, double period_us) {
  if (quota_us <= 0 || period_us <= 0) return;
  limit = std::min(limit.value_or(quota_us / period_us), quota_us / period_us);
}

// v2: "max 100000" or "150000 100000".
void read_v2(const fs::path& dir, std::optional<double>& limit) {
  std::ifstream file(dir / "cpu.max");
  double quota = 0;
  double period = 0;
  if (file >> quota >> period) tighten(limit, quota, period);
}

// v1: quota and period in files of their own; -1 is no limit.
void read_v1(const fs::path& dir, std::optional<double>& limit) {
  const auto quota = read_value<double>(dir / "cpu.cfs_quota_us");
  const auto period = read_value<double>(dir / "cpu.cfs_period_us");
  if (quota && period) tighten(limit, *quota, *period);
}

// Applies `read` to `mount`/`group` and every directory above it up to `mount`. Groups of another
// namespace do not exist below our mount; their missing directories change nothing.
template <class Read>
void walk_up(const fs::path& mount, fs::path group, std::optional<double>& limit, Read read) {
  group = group.relative_path();
  while (!group.empty()) {
    read(mount / group, limit);
    group = group.parent_path();
  }
  read(mount, limit);
}

// True when the comma-separated list of v1 controllers has the CPU one in it.
bool names_cpu(const std::string& controllers) {
  const std::string list = "," + controllers + ",";
  return list.find(",cpu,") != std::string::npos;
}

}  // namespace

std::vector<int> affinity_cpus() {
  CpuMask mask{};
  std::vector<int> cpus;
  if (sched_getaffinity(0, sizeof mask, mask.data()) == 0)
    for (int cpu = 0; cpu < max_cpus; ++cpu)
      if (CPU_ISSET_S(cpu, sizeof mask, mask.data())) cpus.push_back(cpu);
  if (cpus.empty()) cpus.push_back(0);
  return cpus;
}

std::optional<double> cgroup_cpu_quota(const fs::path& root) {
  const fs::path mounts = root / "sys/fs/cgroup";
  std::ifstream groups(root / "proc/self/cgroup");
  std::optional<double> limit;
  for (std::string line; std::getline(groups, line);) {
    // "hierarchy:controllers:/path"; hierarchy 0 is v2.
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const fs::path group = line.substr(second + 1);
    if (line.starts_with("0:")) {
      walk_up(mounts, group, limit, read_v2);
      walk_up(mounts / "unified", group, limit, read_v2);
    } else if (names_cpu(controllers)) {
      walk_up(mounts / controllers, group, limit, read_v1);
      walk_up(mounts / "cpu", group, limit, read_v1);
    }
  }
  return limit;
}

std::uint32_t default_scanners(std::size_t cpus, std::optional<double> quota) {
  const double allowed = quota ? std::min(*quota, double(cpus)) : double(cpus);
  return std::max(1u, static_cast<std::uint32_t>(allowed));
}

ThreadPlacement::ThreadPlacement(int cpu, bool idle_priority) {
  if (cpu >= 0 && cpu < max_cpus && sched_getaffinity(0, sizeof before_, before_.data()) == 0) {
    CpuMask one{};
    CPU_SET_S(cpu, sizeof one, one.data());
    pinned_ = sched_setaffinity(0, sizeof one, one.data()) == 0;
  }
  const sched_param none{};
  if (idle_priority) idle_ = sched_setscheduler(0, SCHED_IDLE, &none) == 0;
}

ThreadPlacement::~ThreadPlacement() {
  const sched_param none{};
  if (idle_) sched_setscheduler(0, SCHED_OTHER, &none);
  if (pinned_) sched_setaffinity(0, sizeof before_, before_.data());
}

}  // namespace wildcat
