// SPDX-License-Identifier: MIT
// MIDR from its highest bits: implementer 8, variant 4, architecture 4, part 12, revision 4.
#include "backends/cpu/arm_identity.h"

#include <charconv>
#include <cstdio>
#include <fstream>

#include "backends/files/value_file.h"

namespace wildcat {
namespace {

constexpr std::uint32_t architecture_by_feature_registers = 0xf;  // what every ARMv8 says

// "0x41" and "3" alike, and nothing behind it.
std::optional<std::uint32_t> number(std::string_view text) {
  const int base = text.starts_with("0x") ? 16 : 10;
  if (base == 16) text.remove_prefix(2);
  while (text.ends_with('\n') || text.ends_with(' ')) text.remove_suffix(1);
  std::uint64_t value = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (end.ec != std::errc{} || end.ptr != text.data() + text.size()) return {};
  return static_cast<std::uint32_t>(value);  // the upper half of the register is reserved
}

std::optional<std::uint32_t> midr_of_sysfs(const std::filesystem::path& root) {
  const auto line = read_line(root / "sys/devices/system/cpu/cpu0/regs/identification/midr_el1");
  return line ? number(*line) : std::nullopt;
}

// The fields of one processor's lines.
struct Fields {
  std::optional<std::uint32_t> implementer, variant, part, revision;

  void take(std::string_view name, std::optional<std::uint32_t> value) {
    if (name == "CPU implementer") implementer = value;
    if (name == "CPU variant") variant = value;
    if (name == "CPU part") part = value;
    if (name == "CPU revision") revision = value;
  }
  bool complete() const { return implementer && variant && part && revision; }
  std::uint32_t midr() const {
    return *implementer << 24 | (*variant & 0xf) << 20 | architecture_by_feature_registers << 16 |
           (*part & 0xfff) << 4 | (*revision & 0xf);
  }
};

std::optional<std::uint32_t> midr_of_cpuinfo(const std::filesystem::path& root) {
  std::ifstream file(root / "proc/cpuinfo");
  Fields fields;
  for (std::string line; !fields.complete() && std::getline(file, line);) {
    const std::string_view text = line;
    const auto colon = text.find(':');
    if (colon == text.npos || colon + 2 > text.size()) continue;
    const auto end = text.find_last_not_of("\t ", colon - 1);
    fields.take(text.substr(0, end + 1), number(text.substr(colon + 2)));
  }
  if (!fields.complete()) return {};
  return fields.midr();
}

}  // namespace

std::optional<std::uint32_t> read_midr(const std::filesystem::path& root) {
  const auto midr = midr_of_sysfs(root);
  return midr ? midr : midr_of_cpuinfo(root);
}

CpuInfo arm_identity(std::optional<std::uint32_t> midr) {
  CpuInfo info;
  info.brand = "aarch64 processor";
  if (!midr) return info;
  info.family = *midr >> 24;
  info.model = *midr >> 4 & 0xfff;
  info.stepping = (*midr >> 16 & 0xf0) | (*midr & 0xf);
  char text[48];
  std::snprintf(text, sizeof text, "CPU implementer 0x%02x, part 0x%03x", info.family, info.model);
  info.brand = text;
  return info;
}

}  // namespace wildcat
