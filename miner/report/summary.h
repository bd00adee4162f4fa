// SPDX-License-Identifier: MIT
// Figures for people: the status line and the goodbye. Pure functions, any thread.
#pragma once

#include <string>
#include <vector>

#include "wildcat/stats.h"

namespace wildcat::program {

/// One line: rate per device and in total over 10 s, shares, canaries, hardware errors. Devices
/// that have finished nothing lately show "--".
std::string status_text(const Stats& stats);

/// Some lines: time, hashes and rate, shares by result, best share, canaries, whether the finds
/// agree with the Poisson expectation.
std::vector<std::string> goodbye_lines(const Stats& stats);

}  // namespace wildcat::program
