// SPDX-License-Identifier: MIT
// The fields of each event, as docs/EVENTS.md lists them. Pure functions, any thread.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <string_view>

#include "miner/run/cooling.h"
#include "wildcat/miner.h"
#include "wildcat/stratum.h"

namespace wildcat::program {

/// A number, or null when it is empty, infinite or no number: JSON has none of these.
boost::json::value number_or_null(std::optional<double> value);
/// Text, or null when it is empty.
boost::json::value text_or_null(const std::string& text);

/// "invalid_argument", "io", ...: the kind of an error.
const char* to_string(Errc code);
/// "accepted", "rejected", "stale", "lost".
const char* to_string(ShareOutcome::Kind kind);

boost::json::object job_fields(const JobOffer& offer, double difficulty, bool mined);
boost::json::object share_fields(const stratum::SubmitResult& result);
boost::json::object stale_fields(const Share& share, StaleFault fault,
                                 std::uint64_t suppressed = 0);
boost::json::object hardware_error_fields(const HardwareError& error, std::uint64_t suppressed);
boost::json::object canary_fields(const CanaryResult& result);
/// What one worker has done.
boost::json::object worker_fields(std::uint32_t worker, std::string_view user,
                                  const SourceStats& stats);
boost::json::object fault_fields(const stratum::Fault& fault);
boost::json::object fault_answer_fields(const stratum::FaultAnswer& answer);
/// Counts of everything so far; part of `rate` and `exit`.
boost::json::object totals_fields(const Stats& stats);
/// Rates of all devices and of each, and what its sensors say.
boost::json::object rate_fields(const Stats& stats, const Readings& readings = {});
/// One reading; null when there is none.
boost::json::value sensor_fields(const std::optional<DeviceReading>& reading);
boost::json::object cooling_fields(const Cooling::Change& change);

}  // namespace wildcat::program
