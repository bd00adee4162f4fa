// SPDX-License-Identifier: MIT
// See markup.h.
#include "bench/harness/markup.h"

#include <fmt/format.h>

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
  return text.value_or("").empty() ? element("span", "faint", "not known") : escaped(*text);
}

std::string element(std::string_view name, std::string_view classes, std::string_view markup) {
  const std::string with = classes.empty() ? "" : fmt::format(" class=\"{}\"", classes);
  return fmt::format("<{}{}>{}</{}>", name, with, markup, name);
}

std::string section(std::string_view title, std::string_view about, std::string_view markup) {
  const std::string lead = about.empty() ? "" : element("p", "about", about);
  return fmt::format("<section><h2>{}</h2>{}{}</section>\n", escaped(title), lead, markup);
}

namespace {
std::string table_row(std::string_view cell_name, const std::vector<Cell>& cells) {
  std::string row;
  for (const Cell& cell : cells)
    row += element(cell_name, cell.figure ? "figure" : "", cell.markup);
  return element("tr", "", row);
}
}  // namespace

std::string table(const std::vector<Cell>& head, const std::vector<std::vector<Cell>>& rows) {
  std::string body;
  for (const auto& row : rows) body += table_row("td", row) + "\n";
  return element("div", "wide",
                 element("table", "",
                         element("thead", "", table_row("th", head)) + element("tbody", "", body)));
}

}  // namespace wildcat::program::html
