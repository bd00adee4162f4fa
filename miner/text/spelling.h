// SPDX-License-Identifier: MIT
// Suggestions for misspelt names ("did you mean --threads?"), for whoever takes names from people:
// options, subcommands, faults. Pure functions, any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace wildcat::program {

/// Number of insertions, deletions, replacements and swaps of neighbours between two words.
std::size_t edit_distance(std::string_view a, std::string_view b);
/// The candidates most like `word` (at most `limit`, best first); empty when nothing is alike.
std::vector<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates,
                                 std::size_t limit = 3);
/// "a", "a or b", "a, b or c".
std::string join_or(const std::vector<std::string>& words);

}  // namespace wildcat::program
