// SPDX-License-Identifier: MIT
// Real block headers from tests/vectors/headers.json.
#pragma once

#include <string>
#include <vector>

#include "tests/equality/cases.h"

namespace wildcat::equality {

/// Reads the file. Throws std::runtime_error when it is missing or malformed: a broken checkout.
std::vector<KnownHeader> load_headers(const std::string& path);

}  // namespace wildcat::equality
