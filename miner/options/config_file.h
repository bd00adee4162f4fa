// SPDX-License-Identifier: MIT
// The text of a config file, taken apart into names and values. Which names there are is the
// parser's business (parse.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "wildcat/result.h"

namespace wildcat::program {

/// One line 'name = value'.
struct ConfigEntry {
  std::string name;
  std::string value;  ///< without blanks around it, or what stood between double quotes
};

/// Everything in the file at `path`, which may be a pipe. Errors: it cannot be opened or read to
/// its end, or holds more than 1 MiB; the message does not name the path.
Result<std::string> read_config_file(const std::string& path);

/// The entries in their order. A '#' begins a comment where a line begins or after a blank. A value
/// in double quotes is taken as it stands, with \" and \\ for '"' and '\'. A byte order mark before
/// the first line is skipped. Errors: anything else, with line and column in bytes from 1 on and
/// never with the text, which may be a password.
Result<std::vector<ConfigEntry>> parse_config(std::string_view text);

}  // namespace wildcat::program
