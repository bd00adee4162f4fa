// SPDX-License-Identifier: MIT
// See report_view.h.
#include "miner/bench/report_view.h"

#include <algorithm>
#include <cmath>

#include "miner/text.h"

namespace wildcat::program {

namespace json = boost::json;

const json::object& object_at(const json::object& from, std::string_view key) {
  static const json::object none;
  const json::value* value = from.if_contains(key);
  return value != nullptr && value->is_object() ? value->get_object() : none;
}

const json::array& array_at(const json::object& from, std::string_view key) {
  static const json::array none;
  const json::value* value = from.if_contains(key);
  return value != nullptr && value->is_array() ? value->get_array() : none;
}

std::vector<const json::object*> objects_at(const json::object& from, std::string_view key) {
  std::vector<const json::object*> objects;
  for (const json::value& item : array_at(from, key))
    if (item.is_object()) objects.push_back(&item.get_object());
  return objects;
}

std::optional<double> number_at(const json::object& from, std::string_view key) {
  const json::value* value = from.if_contains(key);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  const double number = value->to_number<double>();
  if (!std::isfinite(number) || number < 0) return std::nullopt;
  return number;
}

std::string text_of(const json::value& value) {
  if (!value.is_string()) return {};
  std::string text = valid_utf8(value.get_string());
  std::erase_if(text, [](unsigned char byte) { return byte < ' ' || byte == 0x7f; });
  return text;
}

std::string text_at(const json::object& from, std::string_view key) {
  const json::value* value = from.if_contains(key);
  return value == nullptr ? "" : text_of(*value);
}

bool true_at(const json::object& from, std::string_view key) {
  const json::value* value = from.if_contains(key);
  return value != nullptr && value->is_bool() && value->get_bool();
}

std::optional<Interval> rate_of(const json::object& from) {
  const json::object& rate = object_at(from, "hashes_per_second");
  const auto mean = number_at(rate, "mean");
  if (!mean) return std::nullopt;
  const double low = number_at(rate, "low").value_or(*mean);
  const double high = number_at(rate, "high").value_or(*mean);
  return Interval{*mean, std::min(low, *mean), std::max(high, *mean)};
}

}  // namespace wildcat::program
