// SPDX-License-Identifier: MIT
// Reads RAPL's counters under class/powercap, and a graphics card's power while it mines.
#include "bench/harness/energy.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "bench/harness/drive.h"
#include "bench/harness/statistics.h"
#include "miner/devices/sensors.h"

namespace wildcat::program::bench {

namespace {

namespace fs = std::filesystem;

template <class Value>
std::optional<Value> first_word(const fs::path& file) {
  std::ifstream in(file);
  Value value{};
  if (in >> value) return value;
  return std::nullopt;
}

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
  return {Errc::not_runnable, fmt::format("{} cannot be read: only root may, on most systems; run "
                                          "it as root, or allow reading.",
                                          counter.string())};
}

}  // namespace

Result<EnergyMeter> EnergyMeter::open(const fs::path& root) {
  EnergyMeter meter;
  for (const fs::path& zone : package_zones(root)) {
    const auto name = first_word<std::string>(zone / "name");
    const auto range = first_word<std::uint64_t>(zone / "max_energy_range_uj");
    // "psys" and the like overlap with the packages.
    if (!name || !range || !name->starts_with("package")) continue;
    meter.zones_.push_back({zone / "energy_uj", *range});
    meter.name_ += (meter.name_.empty() ? "RAPL " : " and ") + *name;
  }
  if (meter.zones_.empty())
    return Error{Errc::not_runnable,
                 "the processor's energy counters (RAPL) are not there; virtual machines hide "
                 "them, and bare machines need the module intel_rapl_msr."};
  if (auto readable = meter.read(); !readable) return readable.error();
  return meter;
}

Result<std::vector<std::uint64_t>> EnergyMeter::read() const {
  std::vector<std::uint64_t> counts;
  for (const Zone& zone : zones_) {
    const auto count = first_word<std::uint64_t>(zone.counter);
    if (!count) return unreadable(zone.counter);
    counts.push_back(*count);
  }
  return counts;
}

double EnergyMeter::joules_between(const std::vector<std::uint64_t>& before,
                                   const std::vector<std::uint64_t>& after) const {
  double joules = 0;
  for (std::size_t i = 0; i < zones_.size(); ++i) {
    const std::uint64_t round = after[i] < before[i] ? zones_[i].range : 0;
    joules += 1e-6 * static_cast<double>(after[i] + round - before[i]);
  }
  return joules;
}

namespace {

Result<Energy> measure_card_here(const Group& group, const Subject& subject,
                                 std::chrono::duration<double> time) {
  auto scanner = subject.device->open(0);
  if (!scanner) return scanner.error();
  const auto warm_up = run_slice(**scanner, time / 2);
  if (!warm_up) return warm_up.error();
  const auto source = telemetry();
  std::vector<double> watts;
  const auto slice = run_slice(**scanner, time / 2, [&] {
    const auto reading = reading_of(read_sensors(*source, {group.info}), group.info.id);
    if (reading && reading->power_watts) watts.push_back(*reading->power_watts);
  });
  if (!slice) return slice.error();
  if (watts.empty())
    return Error{Errc::not_runnable, "no sensor of " + group.info.id + " tells its power."};
  const double mean = estimate(watts).mean;
  return Energy{group.info.id, "the card's sensor", mean, mean / (slice->hashes_per_second / 1e9)};
}

}  // namespace

Result<Energy> measure_card_energy(const Group& group, const Subject& subject,
                                   std::chrono::duration<double> time) {
  Result<Energy> result = Energy{};
  std::thread([&] { result = measure_card_here(group, subject, time); }).join();
  return result;
}

}  // namespace wildcat::program::bench
