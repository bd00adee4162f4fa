// SPDX-License-Identifier: MIT
// The leaves of JSON text: strings, numbers and the forms of form.h. Boost.JSON escapes strings;
// its numbers are not used, because it writes 12 as "1.2E1".
#include "miner/json/json_writer.h"

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <cmath>

#include "miner/text/characters.h"
#include "miner/text/figures.h"
#include "wildcat/header.h"

namespace wildcat::program {

namespace {

constexpr double exact_up_to = 9007199254740992.0;  ///< every whole number below is a double

double rounded(double value, double step) { return std::round(value / step) * step; }

}  // namespace

void put_text(std::string& out, std::string_view text) {
  const bool ascii = std::all_of(text.begin(), text.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  out += ascii ? boost::json::serialize(text) : boost::json::serialize(valid_utf8(text));
}

void put_number(std::string& out, double number) {
  if (!std::isfinite(number)) {
    out += "null";
  } else if (std::abs(number) < exact_up_to && std::trunc(number) == number) {
    out += std::to_string(static_cast<std::int64_t>(number));
  } else {
    std::array<char, 32> digits{};
    const auto [end, error] = std::to_chars(digits.begin(), digits.end(), number);
    out.append(digits.begin(), end);
  }
}

void put_moment(std::string& out, std::chrono::system_clock::time_point time) {
  put_text(out, format_utc(time));
}

void put_json(std::string& out, const Hash256& hash) { put_text(out, hash.display_hex()); }

void put_json(std::string& out, Hex8 field) { put_text(out, hex32(field.value)); }

void put_json(std::string& out, const TextOrNull& value) {
  if (value.text.empty())
    out += "null";
  else
    put_text(out, value.text);
}

void put_json(std::string& out, const ForeignText& value) { put_text(out, value.text); }

void put_json(std::string& out, Milliseconds value) {
  constexpr double microsecond = 0.001;
  put_number(out, rounded(value.time.count() * 1000, microsecond));
}

void put_json(std::string& out, Seconds value) {
  constexpr double per_second = 1000;
  put_number(out, std::round(value.time.count() * per_second) / per_second);
}

}  // namespace wildcat::program
