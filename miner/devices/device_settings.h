// SPDX-License-Identifier: MIT
// Which devices work, and how: what every part of the program that searches is told. A header of
// its own, because it knows neither the options that fill it nor the backends that obey it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wildcat::program {

/// Which devices, and how they are to run.
struct DeviceSettings {
  std::uint32_t threads = 0;         ///< 0: one per usable CPU
  std::string kernel;                ///< empty: the fastest
  std::vector<std::string> devices;  ///< ids, numbers, names, addresses; empty: the default
  bool no_cpu = false;               ///< these backends are not asked at all
  bool no_cuda = false;
  bool no_opencl = false;
  bool tune = false;                     ///< find each graphics card's best setting anew
  std::optional<double> max_temp;        ///< degrees Celsius
  bool kernel_from_environment = false;  ///< WILDCAT_KERNEL, not --kernel
  bool idle = false;                     ///< yield the processor to everything else
  bool pin = true;                       ///< keep each thread on one CPU
};

}  // namespace wildcat::program
