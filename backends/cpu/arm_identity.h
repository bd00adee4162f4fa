// SPDX-License-Identifier: MIT
// Identifies an ARM processor by its main ID register (MIDR_EL1), which user programs read from
// Linux's files. Compiled on every architecture, so that it is tested on every one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "backends/cpu/cpu_features.h"

namespace wildcat {

/// MIDR of the first CPU that the files under `root` ("/" but in tests) tell of: sysfs, else put
/// together from /proc/cpuinfo, which containers without sysfs have. Empty where neither does.
/// Where cores differ (big.LITTLE), that is one of several.
std::optional<std::uint32_t> read_midr(const std::filesystem::path& root);

/// Everything of CpuInfo but the features: the brand is "CPU implementer 0x41, part 0xd0c", the
/// words and numbers of /proc/cpuinfo, which need no table of names.
CpuInfo arm_identity(std::optional<std::uint32_t> midr);

}  // namespace wildcat
