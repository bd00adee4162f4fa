// SPDX-License-Identifier: MIT
// JSON lines, as a server sees them: requests in, replies and notifications out.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "stratum/practice_pool/share_checker.h"

namespace wildcat::practice {

/// A line that was read.
struct Request {
  enum class Kind {
    malformed,  ///< no JSON, no object, a method that is no string, an id of an impossible type
    reply,      ///< an answer to one of our requests; ignored
    request,
  };
  Kind kind = Kind::malformed;
  boost::json::value id;  ///< null: a notification, not to be answered
  std::string method;
  boost::json::value params;  ///< of any type, null when missing
};

/// Reads one line. Never throws for what the line holds.
Request parse_request(std::string_view line);

/// {"id":id,"result":result,"error":null} and a newline.
std::string result_line(const boost::json::value& id, const boost::json::value& result);
/// {"id":id,"result":false,"error":[code,"text",null]} and a newline.
std::string error_line(const boost::json::value& id, int code, std::string_view text);
/// mining.set_difficulty with the shortest digits that read back as the same double.
std::string difficulty_line(double difficulty);
/// client.show_message.
std::string message_line(std::string_view text);

/// Element `index` of an array, as a string; empty if it is not there or no string.
std::optional<std::string_view> string_at(const boost::json::value& array, std::size_t index);
/// Element `index` of an array, as a finite number; numbers written as strings are taken too.
std::optional<double> number_at(const boost::json::value& array, std::size_t index);
/// The value as a finite number, likewise.
std::optional<double> as_number(const boost::json::value& value);

}  // namespace wildcat::practice
