// SPDX-License-Identifier: MIT
// See json_text.h.
#include "miner/output/json_text.h"

#include <array>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <cmath>

namespace wildcat::program {

namespace {

namespace json = boost::json;

constexpr double exact_up_to = 9007199254740992.0;  ///< every whole number below is a double

std::string number_text(double number) {
  if (std::abs(number) < exact_up_to && std::trunc(number) == number)
    return std::to_string(static_cast<std::int64_t>(number));
  std::array<char, 32> digits{};
  const auto [end, error] = std::to_chars(digits.begin(), digits.end(), number);
  return error == std::errc{} ? std::string(digits.begin(), end) : "null";
}

void append(std::string& text, const json::value& value);

void append_object(std::string& text, const json::object& object) {
  char before = '{';
  for (const auto& field : object) {
    text += before + json::serialize(field.key()) + ":";
    append(text, field.value());
    before = ',';
  }
  text += object.empty() ? "{}" : "}";
}

void append_array(std::string& text, const json::array& array) {
  char before = '[';
  for (const json::value& item : array) {
    text += before;
    append(text, item);
    before = ',';
  }
  text += array.empty() ? "[]" : "]";
}

void append(std::string& text, const json::value& value) {
  if (const auto* number = value.if_double())
    text += number_text(*number);
  else if (const auto* object = value.if_object())
    append_object(text, *object);
  else if (const auto* array = value.if_array())
    append_array(text, *array);
  else
    text += json::serialize(value);
}

}  // namespace

std::string json_text(const json::value& value) {
  std::string text;
  append(text, value);
  return text;
}

}  // namespace wildcat::program
