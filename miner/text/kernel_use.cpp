// SPDX-License-Identifier: MIT
// "NAME xN" comes apart at its last blank; anything else is a name alone.
#include "miner/text/kernel_use.h"

#include <charconv>

namespace wildcat::program {

KernelUse kernel_use(std::string_view kernel) {
  KernelUse use{std::string(kernel), 1};
  const std::size_t mark = kernel.rfind(" x");
  if (mark == std::string_view::npos) return use;
  const std::string_view digits = kernel.substr(mark + 2);
  std::uint64_t versions = 0;
  const auto [end, error] = std::from_chars(digits.begin(), digits.end(), versions);
  if (error != std::errc{} || end != digits.end()) return use;
  return {std::string(kernel.substr(0, mark)), versions};
}

}  // namespace wildcat::program
