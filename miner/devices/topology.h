// SPDX-License-Identifier: MIT
// Which CPUs to use, and in which order.
#pragma once

#include <string>
#include <vector>

namespace wildcat::program {

/// One logical CPU as the machine describes it.
struct LogicalCpu {
  int os_index = 0;      ///< the OS's number
  int core = 0;          ///< which core, counted over the machine
  int thread = 0;        ///< which hardware thread of that core, from 0
  bool allowed = false;  ///< in the affinity mask of this thread
};

/// All logical CPUs, read with hwloc; empty when hwloc knows nothing.
std::vector<LogicalCpu> read_topology();

/// The allowed ones in the order to fill them: one per core first, their siblings afterwards,
/// because two threads of one core share its execution units. OS numbers.
std::vector<int> scanner_order(std::vector<LogicalCpu> cpus);

/// Where something found out is remembered: $XDG_CACHE_HOME/wildcat/`name`, else
/// ~/.cache/wildcat/`name`, the folder created; empty when there is no home or the folder cannot be
/// made.
std::string cache_path(const std::string& name);

}  // namespace wildcat::program
