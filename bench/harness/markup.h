// SPDX-License-Identifier: MIT
// Pieces of a page that is HTML and XML at once. Pure functions. A parameter named `text` is made
// harmless here; one named `markup` is put on the page as it is.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wildcat::program::html {

/// Fit for an element's content and for an attribute in quotes; control characters are left out.
std::string escaped(std::string_view text);
/// Escaped, or a faint "not known" for the empty one.
std::string known(const std::optional<std::string>& text);
/// <name class="classes">markup</name>
std::string element(std::string_view name, std::string_view classes, std::string_view markup);
/// A heading, what it is about in a sentence (may be empty), and the rest.
std::string section(std::string_view title, std::string_view about, std::string_view markup);

/// A cell; figures stand at the right.
struct Cell {
  std::string markup;
  bool figure = false;
};
/// `head` are the columns' texts.
std::string table(const std::vector<Cell>& head, const std::vector<std::vector<Cell>>& rows);

}  // namespace wildcat::program::html
