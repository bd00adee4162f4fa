// SPDX-License-Identifier: MIT
// Secrets are looked for in the text as it stands, and in every form that JSON's escapes allow.
#include "stratum/net/foreign_text.h"

#include <charconv>
#include <cstdint>
#include <optional>

namespace wildcat::stratum {
namespace {

constexpr std::string_view mask = "***";

/// The UTF-8 form of a code point.
std::string utf8(std::uint32_t point) {
  const auto byte = [](std::uint32_t value) { return static_cast<char>(value); };
  const auto tail = [&](int shift) { return byte(0x80 | ((point >> shift) & 0x3f)); };
  if (point < 0x80) return {byte(point)};
  if (point < 0x800) return {byte(0xc0 | (point >> 6)), tail(0)};
  if (point < 0x10000) return {byte(0xe0 | (point >> 12)), tail(6), tail(0)};
  return {byte(0xf0 | (point >> 18)), tail(12), tail(6), tail(0)};
}

/// The four hex digits of "\uXXXX", which `text` begins with; empty when it does not.
std::optional<std::uint32_t> code_unit(std::string_view text) {
  if (text.size() < 6 || text[0] != '\\' || text[1] != 'u') return std::nullopt;
  std::uint32_t unit = 0;
  const char* const end = text.data() + 6;
  const auto read = std::from_chars(text.data() + 2, end, unit, 16);
  return read.ptr == end ? std::optional(unit) : std::nullopt;
}

/// One character of a JSON string: what it stands for, and how long it is. Never empty for a text
/// that is not.
struct Piece {
  std::string means;
  std::size_t length = 1;
};

Piece first_piece(std::string_view text) {
  if (const auto high = code_unit(text)) {
    const auto low = code_unit(text.substr(6));
    const bool pair = *high >> 10 == 0x36 && low && *low >> 10 == 0x37;
    if (pair) return {utf8(0x10000 + ((*high & 0x3ff) << 10) + (*low & 0x3ff)), 12};
    return {utf8(*high), 6};
  }
  constexpr std::string_view names = "\"\\/bfnrt", values = "\"\\/\b\f\n\r\t";
  const auto known = text.size() > 1 && text[0] == '\\' ? names.find(text[1]) : names.npos;
  if (known != names.npos) return {std::string(1, values[known]), 2};
  return {std::string(1, text[0]), 1};
}

/// How much of `text` stands for `secret`; 0 when it does not begin with it.
std::size_t escaped_length(std::string_view text, std::string_view secret) {
  std::size_t length = 0;
  while (!secret.empty()) {
    if (length == text.size()) return 0;
    const Piece piece = first_piece(text.substr(length));
    if (!secret.starts_with(piece.means)) return 0;
    secret.remove_prefix(piece.means.size());
    length += piece.length;
  }
  return length;
}

std::string hide_escaped(std::string_view text, std::string_view secret) {
  std::string shown;
  while (!text.empty()) {
    const std::size_t hidden = escaped_length(text, secret);
    // An escape is one step: the second half of a "\\" begins nothing.
    const std::size_t step = hidden > 0 ? hidden : first_piece(text).length;
    shown += hidden > 0 ? mask : text.substr(0, step);
    text.remove_prefix(step);
  }
  return shown;
}

}  // namespace

std::string sanitize(std::string_view text, std::size_t limit) {
  std::string clean;
  for (const char c : text) {
    if (clean.size() >= limit) break;
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f) clean += c;
    // One mark per character, not one per byte of it.
    if (byte >= 0xc0) clean += '?';
  }
  return clean;
}

std::string hide(std::string_view text, std::string_view secret) {
  std::string shown(text);
  if (secret.size() < 4) return shown;
  for (auto at = shown.find(secret); at != shown.npos; at = shown.find(secret, at + mask.size()))
    shown.replace(at, secret.size(), mask);
  // Only a text with a backslash can hold it in another form.
  return shown.find('\\') == shown.npos ? shown : hide_escaped(shown, secret);
}

std::string base64(std::string_view text) {
  constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += 3) {
    const std::string_view three = text.substr(at, 3);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i)
      bits = bits << 8 | (i < three.size() ? static_cast<unsigned char>(three[i]) : 0U);
    for (std::size_t i = 0; i < 4; ++i)
      out += i <= three.size() ? letters[bits >> (18 - 6 * i) & 63] : '=';
  }
  return out;
}

}  // namespace wildcat::stratum
