// SPDX-License-Identifier: MIT
// Makes texts harmless: a report may be somebody else's, and its texts must stay texts.
#include "bench/harness/markup.h"

#include "miner/text/characters.h"

namespace wildcat::program::html {

namespace {
bool is_control(char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; }
}  // namespace

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : valid_utf8(text)) switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&#34;";
        break;
      case '\'':
        safe += "&#39;";
        break;
      default:
        if (!is_control(c)) safe += c;
    }
  return safe;
}

std::string known(const std::optional<std::string>& text) {
  return text.value_or("").empty() ? R"(<span class="faint">not known</span>)" : escaped(*text);
}

}  // namespace wildcat::program::html
