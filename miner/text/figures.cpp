// SPDX-License-Identifier: MIT
// A value moves to the next suffix before rounding would show it as a thousand of the smaller one.
#include "miner/text/figures.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace wildcat::program {

std::string counted(std::uint64_t number, std::string_view noun) {
  return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

std::string format_count(double value) {
  static constexpr std::array<const char*, 11> suffixes{"",   " k", " M", " G", " T", " P",
                                                        " E", " Z", " Y", " R", " Q"};
  if (value == 0) return "0";
  std::size_t step = 0;
  while (std::abs(value) >= 999.95 && step + 1 < suffixes.size()) {
    value /= 1000;
    ++step;
  }
  const int digits = value >= 100 ? 1 : value >= 10 ? 2 : 3;
  return fmt::format("{:.{}f}{}", value, digits, suffixes[step]);
}

std::string format_rate(std::optional<double> hashes_per_second) {
  if (!hashes_per_second) return "--";
  const std::string count = format_count(*hashes_per_second);
  const bool has_suffix = count.find(' ') != std::string::npos;
  return count + (has_suffix ? "H/s" : " H/s");
}

std::string format_difficulty(double difficulty) {
  if (difficulty < 1) return fmt::format("{:.3g}", difficulty);
  if (difficulty < 1000) return fmt::format("{:.2f}", difficulty);
  return format_count(difficulty);
}

std::string format_duration(std::chrono::duration<double> duration) {
  const auto seconds = static_cast<std::int64_t>(std::max(0.0, duration.count()));
  return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

std::string format_utc(std::chrono::system_clock::time_point time) {
  const auto ms = std::chrono::floor<std::chrono::milliseconds>(time);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(ms);
  const std::time_t whole = std::chrono::system_clock::to_time_t(seconds);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(whole), (ms - seconds).count());
}

std::string kernel_text(const KernelUse& kernel) {
  return kernel.versions > 1 ? fmt::format("{} x{}", kernel.name, kernel.versions) : kernel.name;
}

}  // namespace wildcat::program
