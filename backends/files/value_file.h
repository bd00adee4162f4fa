// SPDX-License-Identifier: MIT
// Files of /proc and /sys that hold one value: a number, a word or a line. Header only, as
// whole_file.h, so that each backend and tool can read them without another library. Thread rule:
// any thread.
#pragma once

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

namespace wildcat {

/// What `file` begins with, as a number or a word. Empty: it cannot be read, or begins with
/// something else.
template <class Value>
std::optional<Value> read_value(const std::filesystem::path& file) {
  std::ifstream in(file);
  Value value{};
  if (!(in >> value)) return std::nullopt;
  return value;
}

/// The same of a number that the kernel gives in smaller units: 61000 divided by 1000 is 61.
inline std::optional<double> read_scaled(const std::filesystem::path& file, double divisor) {
  const auto value = read_value<double>(file);
  if (!value) return std::nullopt;
  return *value / divisor;
}

/// The first line of `file` without its end. Empty: it cannot be read, or the line is empty.
inline std::optional<std::string> read_line(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string line;
  if (!std::getline(in, line) || line.empty()) return std::nullopt;
  return line;
}

}  // namespace wildcat
