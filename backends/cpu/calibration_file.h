// SPDX-License-Identifier: MIT
// The memory of a calibration: a small text file, good for one processor model, one set of
// features, one version of the program and one list of kernels. Anything else in it is as good as
// no file.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backends/cpu/calibration.h"
#include "backends/cpu/cpu_features.h"
#include "wildcat/result.h"

namespace wildcat {

/// One remembered rate.
struct CalibrationEntry {
  std::string kernel;
  std::uint32_t versions = 1;
  double hashes_per_second = 0;
  friend bool operator==(const CalibrationEntry&, const CalibrationEntry&) = default;
};

/// What a calibration is valid for, as one line of text.
std::string calibration_key(const CpuInfo& cpu, KernelTable kernels,
                            std::string_view program_version);

/// The entries of the file. Empty when it is missing, unreadable, malformed, cut short, or made for
/// another key.
std::optional<std::vector<CalibrationEntry>> load_calibration(const std::filesystem::path& file,
                                                              std::string_view key);

/// Writes the file, making its directories: into a temporary file beside it first, which is then
/// renamed, so that a reader sees the old one or the new one. Error (io): names the path.
Result<void> save_calibration(const std::filesystem::path& file, std::string_view key,
                              const std::vector<CalibrationEntry>& entries);

}  // namespace wildcat
