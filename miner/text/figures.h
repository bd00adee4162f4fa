// SPDX-License-Identifier: MIT
// Numbers and times as people read them: rates, counts, difficulties, durations. One place, so that
// console, summaries and pages write the same number the same way. Pure functions, any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wildcat/device.h"

namespace wildcat::program {

/// "1 share", "2 shares".
std::string counted(std::uint64_t number, std::string_view noun);
/// "12.34 MH/s"; "--" when empty: nothing has been finished, so nothing is claimed.
std::string format_rate(std::optional<double> hashes_per_second);
/// Four significant digits with a suffix up to Q (10^30): "1.234 M"; nothing is "0".
std::string format_count(double value);
/// A difficulty with enough digits to be useful: "0.00123", "1.50", "12.3 k".
std::string format_difficulty(double difficulty);
/// "0:01:05", hours not limited.
std::string format_duration(std::chrono::duration<double> duration);
/// "2026-01-02T03:04:05.678Z".
std::string format_utc(std::chrono::system_clock::time_point time);

/// "avx512 x8"; "avx512" where each version has a message schedule of its own.
std::string kernel_text(const KernelUse& kernel);

}  // namespace wildcat::program
