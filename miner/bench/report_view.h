// SPDX-License-Identifier: MIT
// Reads a report of `wildcat bench` whose shape nobody has checked: what is missing or of another
// kind is empty. Pure functions; what they return refers to the report.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wildcat::program {

/// A figure and where it is with a probability of 95 %: 0 <= low <= mean <= high, all finite.
struct Interval {
  double mean = 0, low = 0, high = 0;
};

const boost::json::object& object_at(const boost::json::object& from, std::string_view key);
const boost::json::array& array_at(const boost::json::object& from, std::string_view key);
/// The objects of a list; others in it are left out.
std::vector<const boost::json::object*> objects_at(const boost::json::object& from,
                                                   std::string_view key);
/// Finite, and not negative.
std::optional<double> number_at(const boost::json::object& from, std::string_view key);
/// Without control characters.
std::string text_of(const boost::json::value& value);
std::string text_at(const boost::json::object& from, std::string_view key);
bool true_at(const boost::json::object& from, std::string_view key);
/// The field "hashes_per_second".
std::optional<Interval> rate_of(const boost::json::object& from);

}  // namespace wildcat::program
