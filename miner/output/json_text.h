// SPDX-License-Identifier: MIT
// JSON as people like to read it: Boost.JSON writes the number 12 as "1.2E1". Pure function.
#pragma once

#include <boost/json/value.hpp>
#include <string>

namespace wildcat::program {

/// One line. Numbers have the fewest digits that are exact; whole ones no point and no exponent.
std::string json_text(const boost::json::value& value);

}  // namespace wildcat::program
