// SPDX-License-Identifier: MIT
// Fills the placeholders of a row's texts from the row itself.
#include "miner/options/option.h"

#include <fmt/format.h>

namespace wildcat::program {

namespace {

std::string number_text(std::uint64_t value) { return std::to_string(value); }
std::string number_text(double value) { return plain_number(value); }

/// The range's ends; empty where there is no range.
std::pair<std::string, std::string> ends_of(const OptionValue& value) {
  if (const auto* whole = std::get_if<Range<std::uint64_t>>(&value.range))
    return {number_text(whole->low), number_text(whole->high)};
  if (const auto* real = std::get_if<Range<double>>(&value.range))
    return {number_text(real->low), number_text(real->high)};
  return {};
}

void replace(std::string& text, std::string_view placeholder, const std::string& by) {
  for (std::size_t at; (at = text.find(placeholder)) != std::string::npos;)
    text.replace(at, placeholder.size(), by);
}

std::string filled(std::string_view text, const OptionValue& value) {
  std::string full(text);
  const auto [low, high] = ends_of(value);
  replace(full, "{low}", low);
  replace(full, "{high}", high);
  if (value.default_text != nullptr) replace(full, "{default}", value.default_text());
  if (value.choices != nullptr)
    replace(full, "{choices}", fmt::format("{}", fmt::join(value.choices(), ", ")));
  return full;
}

}  // namespace

std::string help_text(const OptionSpec& row) { return filled(row.text, row.value); }

std::string remedy_text(const OptionSpec& row) { return filled(row.value.remedy, row.value); }

std::string plain_number(double value) {
  std::string text = fmt::format("{:.9f}", value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

}  // namespace wildcat::program
