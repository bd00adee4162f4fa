// SPDX-License-Identifier: MIT
// The parts of the page of `wildcat bench`, each from the whole report; a part of which the report
// has nothing is empty. Pure functions.
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "miner/bench/report_view.h"

namespace wildcat::program::html {

/// What was run on what, and the figures that matter most.
std::string headline(const boost::json::object& report);
std::string kernels_section(const boost::json::object& report);
std::string scaling_section(const boost::json::object& report);
std::string latency_section(const boost::json::object& report);
std::string energy_section(const boost::json::object& report);
std::string skipped_section(const boost::json::object& report);
std::string machine_section(const boost::json::object& report);
std::string digest_section(const boost::json::object& report);

/// "± 0.4 %": how far the interval goes to either side, at most.
std::string spread_text(const Interval& rate);
/// "avx2 ×8", escaped.
std::string kernel_markup(const boost::json::object& kernel);

}  // namespace wildcat::program::html
