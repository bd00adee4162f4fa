// SPDX-License-Identifier: MIT
// The energy counters of processor packages (RAPL), as Linux shows them under class/powercap (the
// kernel's documentation: power/powercap). Intel's, and AMD's under the same names.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "wildcat/result.h"

namespace wildcat {

/// The counters of all packages. Thread rule: any thread, all functions but open() are const.
class RaplMeter {
 public:
  /// Looks below `root`, a powercap folder. Errors (not_runnable): there are no counters, or they
  /// are not for this user to read.
  static Result<RaplMeter> open(const std::filesystem::path& root = "/sys/class/powercap");

  /// The counters now, in microjoules. Error (not_runnable): one cannot be read.
  Result<std::vector<std::uint64_t>> read() const;
  /// Joules used between two readings, all packages together. A counter that went round once is
  /// understood.
  double joules_between(const std::vector<std::uint64_t>& before,
                        const std::vector<std::uint64_t>& after) const;
  /// Watts that the long-term limits allow all packages together; empty: not told.
  std::optional<double> limit_watts() const;
  /// "RAPL package-0 and package-1".
  const std::string& name() const { return name_; }

 private:
  struct Zone {
    std::filesystem::path folder;
    std::uint64_t range = 0;  ///< microjoules; the counter begins again after this
  };
  std::vector<Zone> zones_;
  std::string name_;
};

}  // namespace wildcat
