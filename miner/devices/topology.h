// SPDX-License-Identifier: MIT
// Which CPUs to use, and in which order.
#pragma once

#include <array>
#include <string>
#include <string_view>
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

/// Something that is kept between starts, in the program's cache folder.
struct CacheEntry {
  std::string_view name;     ///< of the file or folder
  std::string_view purpose;  ///< for the man page
};
inline constexpr CacheEntry calibration_cache{"calibration",
                                              "How fast each kernel is on this machine."},
    program_cache{"opencl", "A folder: programs compiled for OpenCL devices."},
    tuning_cache{"tuning", "A folder: how each graphics card is driven best."};
/// All there are; the man page lists them.
inline constexpr std::array cache_entries{calibration_cache, program_cache, tuning_cache};

/// Where one is: $XDG_CACHE_HOME/wildcat/NAME, else ~/.cache/wildcat/NAME, the folder created;
/// empty when there is no home or the folder cannot be made.
std::string cache_path(const CacheEntry& entry);

}  // namespace wildcat::program
