// SPDX-License-Identifier: MIT
// Figures for people: the status line and the goodbye. Pure functions, any thread.
#pragma once

#include <string>
#include <vector>

#include "miner/run/events.h"
#include "wildcat/stats.h"

namespace wildcat::program {

/// One line: rate per device and in total over 10 s, its sensors, shares, canaries, hardware
/// errors. Devices that have finished nothing lately show "--".
std::string status_text(const Stats& stats, const Readings& readings = {});

/// " 65 C 320 W of 350 1905 MHz (power limit)": what is known of it; the last why it is slow.
std::string reading_text(const DeviceReading& reading);

/// A device works at another speed because of its temperature.
std::string cooling_text(const CoolingEvent& event);

/// Some lines: time, hashes and rate, shares by result, best share, canaries, whether the finds
/// agree with the Poisson expectation.
std::vector<std::string> goodbye_lines(const Stats& stats);

/// The last of these: what each device found of what was expected, canaries, hardware errors.
std::vector<std::string> check_lines(const Stats& stats);

}  // namespace wildcat::program
