// SPDX-License-Identifier: MIT
// Every conversion takes the whole text or nothing: "5x" is no number.
#include "miner/options/values.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

namespace wildcat::program {

std::string pool_key(std::string_view name, std::size_t number) {
  return number == 1 ? std::string(name) : fmt::format("{}#{}", name, number);
}

bool ValueReader::has_pool(std::size_t number) const {
  return number == 1 || raw_.contains(pool_key("url", number));
}

bool ValueReader::flag(std::string_view name) const { return text(name) == "true"; }

std::optional<std::string> ValueReader::text(std::string_view name) const {
  const auto it = raw_.find(pool_key(name, pool_));
  if (it == raw_.end()) return std::nullopt;
  return it->second;
}

std::vector<std::string> ValueReader::words() const {
  std::istringstream lines(text("").value_or(""));
  std::vector<std::string> words;
  for (std::string line; std::getline(lines, line);) words.push_back(line);
  return words;
}

std::optional<std::uint64_t> ValueReader::whole(std::string_view name, std::uint64_t low,
                                                std::uint64_t high, std::string_view remedy) {
  const auto given = text(name);
  if (!given) return std::nullopt;
  std::uint64_t value = 0;
  const char* end = given->data() + given->size();
  const auto [stop, code] = std::from_chars(given->data(), end, value);
  if (code == std::errc{} && stop == end && value >= low && value <= high) return value;
  fail_value(name, *given, remedy);
  return std::nullopt;
}

std::optional<double> ValueReader::real(std::string_view name, double low, double high,
                                        std::string_view remedy) {
  const auto given = text(name);
  if (!given) return std::nullopt;
  double value = 0;
  const char* end = given->data() + given->size();
  const auto [stop, code] = std::from_chars(given->data(), end, value);
  if (code == std::errc{} && stop == end && std::isfinite(value) && value >= low && value <= high)
    return value;
  fail_value(name, *given, remedy);
  return std::nullopt;
}

std::optional<double> ValueReader::rate(std::string_view name, std::string_view remedy) {
  const auto given = text(name);
  if (!given) return std::nullopt;
  std::string_view words = *given;
  for (const std::string_view unit : {"h/s", "H/s"})
    if (words.ends_with(unit)) words.remove_suffix(unit.size());
  double value = 0;
  const auto [stop, code] = std::from_chars(words.data(), words.data() + words.size(), value);
  std::string_view suffix(stop, static_cast<std::size_t>(words.data() + words.size() - stop));
  if (suffix.starts_with(' ')) suffix.remove_prefix(1);
  for (const auto& [name_of, factor] :
       {std::pair{"", 1.0}, {"k", 1e3}, {"K", 1e3}, {"M", 1e6}, {"G", 1e9}, {"T", 1e12}})
    if (code == std::errc{} && suffix == name_of && value > 0 && std::isfinite(value))
      return value * factor;
  fail_value(name, *given, remedy);
  return std::nullopt;
}

std::optional<std::uint32_t> ValueReader::hex(std::string_view name, std::string_view remedy) {
  const auto given = text(name);
  if (!given) return std::nullopt;
  std::string_view digits = *given;
  if (digits.starts_with("0x") || digits.starts_with("0X")) digits.remove_prefix(2);
  std::uint32_t value = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, code] = std::from_chars(digits.data(), end, value, 16);
  if (code == std::errc{} && stop == end) return value;
  fail_value(name, *given, remedy);
  return std::nullopt;
}

void ValueReader::fail(std::string message) {
  if (!error_) error_ = Error{Errc::invalid_argument, std::move(message)};
}

void ValueReader::fail_value(std::string_view name, std::string_view value,
                             std::string_view remedy) {
  fail(fmt::format("--{} is '{}': {}", name, value, remedy));
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    if (comma > 0) items.emplace_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return items;
}

}  // namespace wildcat::program
