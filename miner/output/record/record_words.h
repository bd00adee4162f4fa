// SPDX-License-Identifier: MIT
// What the kinds of record lines are called; for the writer and the reader.
#pragma once

#include <array>
#include <string_view>

namespace wildcat::program {

/// In the order of RecordEntry::Kind.
inline constexpr std::array<std::string_view, 7> record_words{"client", "open",  "in", "out",
                                                              "unit",   "close", "end"};

}  // namespace wildcat::program
