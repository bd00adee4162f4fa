// SPDX-License-Identifier: MIT
// hwmon has one figure a file. Why a card is slow stands in the binary file gpu_metrics, in the
// layout 1.3 (and those that only append to it: none so far), in bits that mean the same on all
// cards: powers from bit 0, currents from 16, temperatures from 32.
#include "backends/telemetry/amd_sysfs.h"

#include <cstdint>
#include <filesystem>

#include "backends/files/value_file.h"
#include "backends/files/whole_file.h"

namespace wildcat {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t throttling_at = 112, metrics_size = 120;  // struct gpu_metrics_v1_3

struct Reason {
  std::uint64_t bits;
  const char* words;
};
constexpr Reason reasons[] = {
    {0x0000'0000'0000'ffff, "power limit"},
    {0x0000'0000'ffff'0000, "current limit"},
    {0x00ff'ffff'0000'0000, "temperature"},
    {0xff00'0000'0000'0000, "another limit of its firmware"},
};

std::optional<double> first_of(std::optional<double> a, std::optional<double> b) {
  return a ? a : b;
}

std::optional<fs::path> hwmon_of(const fs::path& device) {
  std::error_code ec;
  for (const auto& each : fs::directory_iterator(device / "hwmon", ec))
    if (read_line(each.path() / "name") == "amdgpu") return each.path();
  return std::nullopt;
}

std::vector<std::string> throttling(const fs::path& device) {
  const auto metrics = read_whole_file(device / "gpu_metrics");
  if (!metrics || metrics->size() < metrics_size || (*metrics)[2] != 1 || (*metrics)[3] != 3)
    return {};
  std::uint64_t bits = 0;
  for (std::size_t i = 8; i-- > 0;)
    bits = bits << 8 | static_cast<unsigned char>((*metrics)[throttling_at + i]);
  std::vector<std::string> words;
  for (const Reason& reason : reasons)
    if ((bits & reason.bits) != 0) words.emplace_back(reason.words);
  return words;
}

}  // namespace

std::optional<DeviceReading> read_amd_sensors(const std::string& root, const std::string& pci) {
  const fs::path device = fs::path(root) / "bus/pci/devices" / pci;
  const auto hwmon = hwmon_of(device);
  if (!hwmon) return std::nullopt;
  DeviceReading reading;
  reading.power_watts = first_of(read_scaled(*hwmon / "power1_average", 1e6),
                                 read_scaled(*hwmon / "power1_input", 1e6));
  reading.power_limit_watts = read_scaled(*hwmon / "power1_cap", 1e6);
  reading.temperature_c = read_scaled(*hwmon / "temp1_input", 1e3);
  reading.core_mhz = read_scaled(*hwmon / "freq1_input", 1e6);
  reading.memory_mhz = read_scaled(*hwmon / "freq2_input", 1e6);
  reading.throttling = throttling(device);
  return reading;
}

}  // namespace wildcat
