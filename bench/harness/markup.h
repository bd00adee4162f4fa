// SPDX-License-Identifier: MIT
// Texts on a page that is HTML and XML at once, for the template and for the charts. Pure
// functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wildcat::program::html {

/// Fit for an element's content and for an attribute in quotes; control characters are left out.
std::string escaped(std::string_view text);
/// Markup: the text escaped, or a faint "not known" for the empty one.
std::string known(const std::optional<std::string>& text);

}  // namespace wildcat::program::html
