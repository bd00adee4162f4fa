// SPDX-License-Identifier: MIT
// Notices that the settings ask for more than the devices can do: a test that counts on a rate must
// not learn from its failure that the machine is slower.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "wildcat/stats.h"

namespace wildcat::program {

/// Thread rule: one thread at a time.
class RateCheck {
 public:
  /// The devices are judged by so long a time of work without a break.
  static constexpr std::chrono::seconds judged_over{10};

  /// Without a rate nothing is ever said.
  explicit RateCheck(std::optional<double> asked) : asked_(asked) {}

  /// Looks at the figures, about once a second; `working`: there is work for the devices. A
  /// sentence for people, at most once.
  std::optional<std::string> look(const Stats& stats, bool working);

 private:
  struct Mark {
    std::chrono::duration<double> at;
    std::uint64_t hashes;
  };
  bool too_slow(double rate, double seconds) const;

  std::optional<double> asked_;  ///< empty: there is nothing to say, or no more
  std::optional<Mark> since_;    ///< when the work began that is judged
};

}  // namespace wildcat::program
