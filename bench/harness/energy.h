// SPDX-License-Identifier: MIT
// Where energy can be read: the processor's own counters (RAPL), and the sensors of graphics cards.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "bench/harness/report.h"
#include "bench/harness/subjects.h"

namespace wildcat::program::bench {

/// The energy counters of all processor packages, as Linux shows them under class/powercap.
class EnergyMeter {
 public:
  /// Errors (not_runnable): there are none, or they are not for this user to read.
  static Result<EnergyMeter> open(const std::filesystem::path& root = "/sys/class/powercap");

  /// The counters now, in microjoules. Error (not_runnable): one cannot be read.
  Result<std::vector<std::uint64_t>> read() const;
  /// What was used between two readings, all packages together. A counter that went round once is
  /// understood.
  double joules_between(const std::vector<std::uint64_t>& before,
                        const std::vector<std::uint64_t>& after) const;
  /// "RAPL package-0 and package-1".
  const std::string& name() const { return name_; }

 private:
  struct Zone {
    std::filesystem::path counter;
    std::uint64_t range = 0;  ///< it begins again after this
  };
  std::vector<Zone> zones_;
  std::string name_;
};

/// A graphics card's power while it mines with `subject`. Errors: the scanner's, or not_runnable
/// when the card has no sensor that answers.
Result<Energy> measure_card_energy(const Group& group, const Subject& subject,
                                   std::chrono::duration<double> time);

}  // namespace wildcat::program::bench
