// SPDX-License-Identifier: MIT
// Small pieces of text: nearest names for typing errors, figures for people, moments for machines.
// Pure functions, any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wildcat::program {

/// Number of insertions, deletions, replacements and swaps of neighbours between two words.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidates most like `word` (at most `limit`, best first); empty when nothing is alike.
std::vector<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates,
                                 std::size_t limit = 3);

/// "1 share", "2 shares".
std::string counted(std::uint64_t number, std::string_view noun);
/// `text` with a full stop, unless it has an end already.
std::string sentence(std::string text);
/// The items of a list by comma; empty ones are left out.
std::vector<std::string> split_list(std::string_view text);
/// "a", "a or b", "a, b or c".
std::string join_or(const std::vector<std::string>& words);

/// "12.34 MH/s"; "--" when empty: nothing has been finished, so nothing is claimed.
std::string format_rate(std::optional<double> hashes_per_second);
/// Four significant digits with a suffix: "1.234 M"; nothing is "0".
std::string format_count(double value);
/// A difficulty with enough digits to be useful: "0.00123", "1.50", "12.3 k".
std::string format_difficulty(double difficulty);
/// "0:01:05", hours not limited.
std::string format_duration(std::chrono::duration<double> duration);
/// "2026-01-02T03:04:05.678Z".
std::string format_utc(std::chrono::system_clock::time_point time);
/// Eight lower-case hex digits, as stratum writes 32-bit fields.
std::string hex32(std::uint32_t value);

/// One character of UTF-8.
struct CodePoint {
  char32_t code = 0;
  std::size_t length = 0;  ///< in bytes; 0: what is there is no valid UTF-8
};
/// The one that begins at `at`, which is within `text`.
CodePoint decode_utf8(std::string_view text, std::size_t at);
/// `text` with every byte that is no valid UTF-8 as "\xNN": JSON may hold nothing else.
std::string valid_utf8(std::string_view text);
/// `text` with every byte but printable ASCII as "\xNN": shows what came, and drives no terminal.
std::string printable(std::string_view text);

/// The kernel that a device runs.
struct KernelUse {
  std::string name;            ///< what --kernel takes
  std::uint64_t versions = 1;  ///< header versions that it searches at once
};
/// From Device::kernel(): "avx512 x8", "avx512".
KernelUse kernel_use(std::string_view kernel);

/// Cuts to `columns` characters; UTF-8 sequences are not split.
std::string cut(std::string_view text, std::size_t columns);

}  // namespace wildcat::program
