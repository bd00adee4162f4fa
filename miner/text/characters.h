// SPDX-License-Identifier: MIT
// Foreign text made safe to show or to store: bytes that are no UTF-8, control characters, and
// texts that are too wide. Here because console, event file and pages all need it. Pure functions,
// any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace wildcat::program {

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
/// Cuts to `columns` characters; UTF-8 sequences are not split.
std::string cut(std::string_view text, std::size_t columns);
/// `text` with a full stop, unless it has an end already.
std::string sentence(std::string text);

}  // namespace wildcat::program
