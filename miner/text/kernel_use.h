// SPDX-License-Identifier: MIT
// The name and the number of versions of a kernel, read back from Device::kernel().
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wildcat::program {

/// The kernel that a device runs.
struct KernelUse {
  std::string name;            ///< what --kernel takes
  std::uint64_t versions = 1;  ///< header versions that it searches at once
};
/// From Device::kernel(): "avx512 x8", "avx512".
KernelUse kernel_use(std::string_view kernel);

}  // namespace wildcat::program
