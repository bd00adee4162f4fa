// SPDX-License-Identifier: MIT
// The machine's layout through hwloc, and the one path that the program picks by itself.
#include "miner/devices/topology.h"

#include <hwloc.h>
#include <sched.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <tuple>

namespace wildcat::program {

namespace {

struct TopologyDeleter {
  void operator()(hwloc_topology_t topology) const { hwloc_topology_destroy(topology); }
};
using TopologyPtr = std::unique_ptr<hwloc_topology, TopologyDeleter>;

/// hwloc asks for the affinity mask with ever more room until it gets one, and so for ever where a
/// sandbox refuses it.
bool affinity_is_told() {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) == 0 || errno == EINVAL;  // more room is needed
}

TopologyPtr load() {
  if (!affinity_is_told()) return nullptr;
  hwloc_topology_t raw = nullptr;
  if (hwloc_topology_init(&raw) != 0) return nullptr;
  TopologyPtr topology(raw);
  if (hwloc_topology_load(topology.get()) != 0) return nullptr;
  return topology;
}

bool in_affinity_mask(int cpu) {
  // Large enough for every machine Linux supports.
  constexpr int most = 8192;
  static_assert(CPU_SETSIZE <= most);
  std::unique_ptr<cpu_set_t, void (*)(cpu_set_t*)> set(CPU_ALLOC(most),
                                                       [](cpu_set_t* s) { CPU_FREE(s); });
  const std::size_t size = CPU_ALLOC_SIZE(most);
  if (set == nullptr || sched_getaffinity(0, size, set.get()) != 0) return true;
  return cpu >= 0 && cpu < most && CPU_ISSET_S(static_cast<std::size_t>(cpu), size, set.get());
}

}  // namespace

std::vector<LogicalCpu> read_topology() {
  const TopologyPtr topology = load();
  if (topology == nullptr) return {};
  std::vector<LogicalCpu> cpus;
  int lone = 1 << 20;  // numbers for CPUs that belong to no core hwloc knows
  for (hwloc_obj_t pu = nullptr;
       (pu = hwloc_get_next_obj_by_type(topology.get(), HWLOC_OBJ_PU, pu)) != nullptr;) {
    const hwloc_obj_t core = hwloc_get_ancestor_obj_by_type(topology.get(), HWLOC_OBJ_CORE, pu);
    LogicalCpu cpu;
    cpu.os_index = static_cast<int>(pu->os_index);
    cpu.core = core != nullptr ? static_cast<int>(core->logical_index) : lone++;
    cpu.thread = static_cast<int>(
        std::count_if(cpus.begin(), cpus.end(), [&](const auto& c) { return c.core == cpu.core; }));
    cpu.allowed = in_affinity_mask(cpu.os_index);
    cpus.push_back(cpu);
  }
  return cpus;
}

std::vector<int> scanner_order(std::vector<LogicalCpu> cpus) {
  std::erase_if(cpus, [](const LogicalCpu& cpu) { return !cpu.allowed; });
  // A sibling counts as the first of its core when the mask hides the true first.
  for (LogicalCpu& cpu : cpus)
    cpu.thread = static_cast<int>(std::count_if(cpus.begin(), cpus.end(), [&](const auto& other) {
      return other.core == cpu.core && other.os_index < cpu.os_index;
    }));
  std::sort(cpus.begin(), cpus.end(), [](const LogicalCpu& a, const LogicalCpu& b) {
    return std::tuple(a.thread, a.core, a.os_index) < std::tuple(b.thread, b.core, b.os_index);
  });
  std::vector<int> order;
  for (const LogicalCpu& cpu : cpus) order.push_back(cpu.os_index);
  return order;
}

std::string cache_path(const CacheEntry& entry) {
  std::filesystem::path folder;
  std::error_code failed;
  // Relative values are to be ignored, says the XDG specification.
  const char* cache = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  if (cache != nullptr && cache[0] == '/')
    folder = cache;
  else if (home != nullptr && home[0] == '/' && std::filesystem::is_directory(home, failed))
    folder = std::filesystem::path(home) / ".cache";  // a home is made by nobody but its owner
  else
    return "";
  folder /= "wildcat";
  std::filesystem::create_directories(folder, failed);
  return failed ? "" : (folder / entry.name).string();
}

}  // namespace wildcat::program
