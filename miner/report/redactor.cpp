// SPDX-License-Identifier: MIT
// See redactor.h.
#include "miner/report/redactor.h"

#include <fmt/format.h>

#include <algorithm>

#include "miner/text.h"

namespace wildcat::program {

namespace {

/// What JSON writers are free to escape.
struct Style {
  bool slash;  ///< PHP: "\/"
  bool wide;   ///< Python, PHP: all beyond ASCII as \uNNNN
  bool html;   ///< Go: < > &
  bool upper;  ///< \u00E4 rather than \u00e4
};

std::string unicode_escape(char32_t code, bool upper) {
  const auto unit = [upper](char32_t value) {
    const auto number = static_cast<std::uint32_t>(value);
    return upper ? fmt::format("\\u{:04X}", number) : fmt::format("\\u{:04x}", number);
  };
  if (code < 0x10000) return unit(code);
  return unit(0xd800 + ((code - 0x10000) >> 10)) + unit(0xdc00 + ((code - 0x10000) & 0x3ff));
}

std::string escaped(std::string_view secret, Style style) {
  constexpr std::string_view shorts = "\"\\\b\f\n\r\t", letters = "\"\\bfnrt";
  std::string form;
  for (std::size_t at = 0; at < secret.size();) {
    const CodePoint point = decode_utf8(secret, at);
    const std::string_view raw = secret.substr(at, std::max<std::size_t>(point.length, 1));
    const std::size_t known = shorts.find(raw);
    const bool html = raw == "<" || raw == ">" || raw == "&";
    if (known != std::string_view::npos)
      form += {'\\', letters[known]};
    else if (raw == "/" && style.slash)
      form += "\\/";
    else if (point.length > 0 &&
             (point.code < 0x20 || (html && style.html) || (point.code > 0x7f && style.wide)))
      form += unicode_escape(point.code, style.upper);
    else
      form += raw;
    at += raw.size();
  }
  return form;
}

}  // namespace

Redactor::Redactor(std::string_view secret) {
  if (secret.size() < 4) return;
  forms_.emplace_back(secret);
  for (unsigned choice = 0; choice < 16; ++choice) {
    const auto bit = [choice](unsigned n) { return (choice >> n & 1U) != 0; };
    forms_.push_back(escaped(secret, {bit(0), bit(1), bit(2), bit(3)}));
  }
  std::sort(forms_.begin(), forms_.end(), [](const std::string& a, const std::string& b) {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  });
  forms_.erase(std::unique(forms_.begin(), forms_.end()), forms_.end());
}

std::string Redactor::operator()(std::string_view text) const {
  std::string clean(text);
  for (const std::string& form : forms_)
    for (std::size_t at = 0; (at = clean.find(form, at)) != std::string::npos; at += 3)
      clean.replace(at, form.size(), "***");
  return clean;
}

}  // namespace wildcat::program
