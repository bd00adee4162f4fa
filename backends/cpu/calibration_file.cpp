// SPDX-License-Identifier: MIT
// Three kinds of lines: "key ...", then "rate <kernel> <versions> <hashes per second>" for each
// variant, then "end <number of rates>", which a file that was cut short lacks.
#include "backends/cpu/calibration_file.h"

#include <sstream>

#include "backends/cpu/calibration.h"
#include "backends/files/whole_file.h"

namespace wildcat {
namespace {

constexpr std::string_view magic = "wildcat-cpu-calibration 1";

std::string render(std::string_view key, const std::vector<CalibrationEntry>& entries) {
  std::ostringstream text;
  text.imbue(std::locale::classic());
  text.precision(17);
  text << magic << "\nkey " << key << '\n';
  for (const CalibrationEntry& e : entries)
    text << "rate " << e.kernel << ' ' << e.versions << ' ' << e.hashes_per_second << '\n';
  text << "end " << entries.size() << '\n';
  return std::move(text).str();
}

// One "rate" line; empty when it is not one or its numbers make no sense.
std::optional<CalibrationEntry> parse_rate(const std::string& line) {
  std::istringstream words(line);
  words.imbue(std::locale::classic());
  CalibrationEntry e;
  std::string tag;
  std::string rest;
  if (!(words >> tag >> e.kernel >> e.versions >> e.hashes_per_second) || tag != "rate") return {};
  const double rate = e.hashes_per_second;
  if (words >> rest || !(rate >= lowest_rate && rate <= highest_rate)) return {};
  return e;
}

}  // namespace

std::string calibration_key(const CpuInfo& cpu, KernelTable kernels,
                            std::string_view program_version) {
  std::ostringstream key;
  key.imbue(std::locale::classic());
  key << "version=" << program_version << " cpu=" << cpu.family << '.' << cpu.model << '.'
      << cpu.stepping << " features=" << cpu.features.bits() << " kernels=";
  for (const wildcat_cpu_kernel* kernel : kernels) {
    key << kernel->name << ':';
    for (const ScanVariant& v : variants_of(*kernel)) key << v.log2_versions;
    key << ',';
  }
  return std::move(key).str();
}

std::optional<std::vector<CalibrationEntry>> load_calibration(const std::filesystem::path& file,
                                                              std::string_view key) {
  std::istringstream in(read_whole_file(file).value_or(""));
  std::string line;
  if (!std::getline(in, line) || line != magic) return {};
  if (!std::getline(in, line) || line != "key " + std::string(key)) return {};
  std::vector<CalibrationEntry> entries;
  while (std::getline(in, line)) {
    if (line == "end " + std::to_string(entries.size())) return entries;
    auto entry = parse_rate(line);
    if (!entry) return {};
    entries.push_back(std::move(*entry));
  }
  return {};
}

Result<void> save_calibration(const std::filesystem::path& file, std::string_view key,
                              const std::vector<CalibrationEntry>& entries) {
  if (replace_whole_file(file, render(key, entries))) return {};
  return Error{Errc::io, "cannot write the calibration to '" + file.string() +
                             "'; check that its directory is writable and not full"};
}

}  // namespace wildcat
