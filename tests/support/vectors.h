// SPDX-License-Identifier: MIT
// Test vectors from tests/vectors: JSON files, hex, and numbers read from their original digits.
// Header-only; link Boost::json. WILDCAT_TEST_VECTORS comes from wildcat_test().
#pragma once

#include <boost/json.hpp>
#include <charconv>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "wildcat/header.h"
#include "wildcat/target.h"

namespace wildcat::test {

/// The whole file tests/vectors/`name`. Throws when it cannot be read: a test without its vectors
/// must fail.
inline std::string vector_text(const std::string& name) {
  std::ifstream file(std::string(WILDCAT_TEST_VECTORS "/") + name, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read test vectors " + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The file parsed.
inline boost::json::value vector_json(const std::string& name) {
  return boost::json::parse(vector_text(name));
}

/// The string under `key` of a JSON object.
inline std::string text(const boost::json::value& object, std::string_view key) {
  return std::string(object.at(key).as_string());
}

/// The number under `key`, or written as hex digits in a string there.
inline std::uint32_t number(const boost::json::value& object, std::string_view key) {
  const auto& value = object.at(key);
  if (!value.is_string()) return value.to_number<std::uint32_t>();
  return static_cast<std::uint32_t>(std::stoul(text(object, key), nullptr, 16));
}

/// All numbers that follow `"key":` in the text, in order, converted correctly rounded from their
/// own digits (Boost.JSON 1.81 misrounds some doubles).
inline std::vector<double> exact_doubles(const std::string& json, const std::string& key) {
  const std::string mark = "\"" + key + "\": ";
  std::vector<double> numbers;
  for (auto at = json.find(mark); at != std::string::npos; at = json.find(mark, at + 1)) {
    double value = 0;
    const char* begin = json.data() + at + mark.size();
    const auto end = std::from_chars(begin, json.data() + json.size(), value);
    if (end.ec == std::errc{}) numbers.push_back(value);
  }
  return numbers;
}

/// Decoded hex; throws on bad input.
inline std::vector<std::uint8_t> bytes(std::string_view hex) { return from_hex(hex).value(); }
inline Hash256 internal(std::string_view hex) { return Hash256::from_internal_hex(hex).value(); }
inline Hash256 display(std::string_view hex) { return Hash256::from_display_hex(hex).value(); }
inline Target target(std::string_view hex) { return Target::from_hex(hex).value(); }

/// The previous block's hash as stratum writes it: eight 4-byte words, each byte-swapped.
inline Hash256 stratum_prevhash(std::string_view hex) {
  const auto raw = bytes(hex);
  std::array<std::uint8_t, 32> swapped{};
  for (std::size_t i = 0; i < 32; ++i) swapped[i] = raw.at(i / 4 * 4 + 3 - i % 4);
  return Hash256::from_internal(swapped);
}

/// The inverse of stratum_prevhash.
inline std::string to_stratum_prevhash(const Hash256& hash) {
  return stratum_prevhash(hash.internal_hex()).internal_hex();
}

}  // namespace wildcat::test
