// SPDX-License-Identifier: MIT
// What the front ends without libraries compare with: the scalar code of the public API as the
// reference, the canaries' headers as known answers.
#pragma once

#include <vector>

#include "tests/equality/cases.h"

namespace wildcat::equality {

test::BlockFunction scalar_sha256();

/// Headers that solve their own target.
std::vector<KnownHeader> canaries();

}  // namespace wildcat::equality
