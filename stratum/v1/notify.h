// SPDX-License-Identifier: MIT
// Parameters of the pool's methods, read and checked. Private to messages, sessions and their
// tests.
#pragma once

#include <array>
#include <boost/json/array.hpp>
#include <string_view>

#include "stratum/v1/message.h"

namespace wildcat::stratum {

/// What mining.notify has to bring, in this order; clean_jobs may follow.
inline constexpr std::array<std::string_view, 8> notify_fields{
    "job id", "prevhash", "coinb1", "coinb2", "merkle branch", "version", "nbits", "ntime"};

/// mining.notify's parameters. Error (protocol): the field that is wrong, and how.
Result<Notify> parse_notify(const boost::json::array& params);

/// An extranonce1 as hex. Error (protocol): no string, no hex, or longer than max_extranonce1.
Result<std::vector<std::uint8_t>> parse_extranonce1(const boost::json::value& value);

/// An extranonce2 size in bytes. Error (protocol): no whole number within 0..max_extranonce2.
Result<std::uint8_t> parse_extranonce2_size(const boost::json::value& value);

}  // namespace wildcat::stratum
