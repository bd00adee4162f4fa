// SPDX-License-Identifier: MIT
// JSON text to values. Boost.JSON 1.81 misrounds some doubles, so floating-point numbers are read
// again from their original token with std::from_chars: a difficulty is exact to the last bit.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wildcat/result.h"

namespace wildcat::stratum {

/// Parses one JSON text. Depth is limited to 32. Error (protocol): what is wrong with it. Any
/// thread.
Result<boost::json::value> parse_json(std::string_view text);

/// The member of an object, or null when there is none or it is JSON's null.
const boost::json::value* member(const boost::json::object& object, std::string_view name);

/// A number, or a string that is one: finite or nothing.
std::optional<double> as_number(const boost::json::value& value);

/// A whole number, or a string that is one in decimal.
std::optional<std::int64_t> as_integer(const boost::json::value& value);

/// The text of a JSON string; empty for anything else.
std::string_view as_text(const boost::json::value& value);

/// `text` as a JSON string with its quotes.
std::string quoted(std::string_view text);

/// A finite double with the fewest plain digits that read back the same, without an exponent: big
/// pools take nothing else. Valid JSON.
std::string number_text(double value);
/// Likewise, of a JSON number that came from the pool and goes back to it; empty for one that is
/// too large for a double.
std::string number_text(const boost::json::value& number);

}  // namespace wildcat::stratum
