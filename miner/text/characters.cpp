// SPDX-License-Identifier: MIT
// UTF-8 is decoded by its definition: shortest forms only, no surrogates, nothing past U+10FFFF.
#include "miner/text/characters.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace wildcat::program {

namespace {

std::string escaped_byte(char byte) {
  return fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
}

}  // namespace

CodePoint decode_utf8(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || at + length > text.size()) return {};
  char32_t code = lead & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[at + i]);
    if ((next & 0xc0) != 0x80) return {};
    code = code << 6 | (next & 0x3fU);
  }
  constexpr std::array<char32_t, 5> first_of_length{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xd800 && code < 0xe000;
  if (code < first_of_length.at(length) || code > 0x10ffff || surrogate) return {};
  return {code, length};
}

std::string valid_utf8(std::string_view text) {
  std::string valid;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = decode_utf8(text, at).length;
    valid += length > 0 ? std::string(text.substr(at, length)) : escaped_byte(text[at]);
    at += std::max<std::size_t>(length, 1);
  }
  return valid;
}

std::string printable(std::string_view text) {
  std::string shown;
  for (const char c : text)
    if (c >= ' ' && c <= '~')
      shown += c;
    else
      shown += escaped_byte(c);
  return shown;
}

std::string cut(std::string_view text, std::size_t columns) {
  std::size_t end = 0, used = 0;
  while (end < text.size() && used < columns) {
    ++end;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) ++end;
    ++used;
  }
  return std::string(text.substr(0, end));
}

std::string sentence(std::string text) {
  if (text.find_last_of(".!?") + 1 != text.size() || text.empty()) text += '.';
  return text;
}

}  // namespace wildcat::program
