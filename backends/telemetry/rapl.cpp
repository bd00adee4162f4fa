// SPDX-License-Identifier: MIT
// Only whole packages count: their parts (cores, memory) and "psys" overlap with them.
#include "backends/telemetry/rapl.h"

#include <algorithm>

#include "backends/files/value_file.h"

namespace wildcat {
namespace {

namespace fs = std::filesystem;

/// intel-rapl:0 is a package (AMD's too); intel-rapl:0:1 is a part of it.
bool is_package(const std::string& zone) {
  return zone.starts_with("intel-rapl:") && std::count(zone.begin(), zone.end(), ':') == 1;
}

std::vector<fs::path> package_zones(const fs::path& root) {
  std::vector<fs::path> zones;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(root, none))
    if (is_package(entry.path().filename().string())) zones.push_back(entry.path());
  std::sort(zones.begin(), zones.end());
  return zones;
}

Error unreadable(const fs::path& counter) {
  return {Errc::not_runnable, counter.string() +
                                  " cannot be read: only root may, on most systems; run it as "
                                  "root, or allow reading."};
}

}  // namespace

Result<RaplMeter> RaplMeter::open(const fs::path& root) {
  RaplMeter meter;
  for (const fs::path& zone : package_zones(root)) {
    const auto name = read_value<std::string>(zone / "name");
    const auto range = read_value<std::uint64_t>(zone / "max_energy_range_uj");
    if (!name || !range || !name->starts_with("package")) continue;
    meter.zones_.push_back({zone, *range});
    meter.name_ += (meter.name_.empty() ? "RAPL " : " and ") + *name;
  }
  if (meter.zones_.empty())
    return Error{Errc::not_runnable,
                 "the processor's energy counters (RAPL) are not there; virtual machines hide "
                 "them, and bare machines need the module intel_rapl_msr."};
  if (auto readable = meter.read(); !readable) return readable.error();
  return meter;
}

Result<std::vector<std::uint64_t>> RaplMeter::read() const {
  std::vector<std::uint64_t> counts;
  for (const Zone& zone : zones_) {
    const auto count = read_value<std::uint64_t>(zone.folder / "energy_uj");
    if (!count) return unreadable(zone.folder / "energy_uj");
    counts.push_back(*count);
  }
  return counts;
}

double RaplMeter::joules_between(const std::vector<std::uint64_t>& before,
                                 const std::vector<std::uint64_t>& after) const {
  double joules = 0;
  for (std::size_t i = 0; i < zones_.size(); ++i) {
    const std::uint64_t round = after[i] < before[i] ? zones_[i].range : 0;
    joules += 1e-6 * static_cast<double>(after[i] + round - before[i]);
  }
  return joules;
}

std::optional<double> RaplMeter::limit_watts() const {
  double sum = 0;
  for (const Zone& zone : zones_) {
    const auto watts = read_scaled(zone.folder / "constraint_0_power_limit_uw", 1e6);
    if (!watts) return std::nullopt;
    sum += *watts;
  }
  return sum;
}

}  // namespace wildcat
