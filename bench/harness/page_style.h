// SPDX-License-Identifier: MIT
// How the page of `wildcat bench` looks. Pure function.
#pragma once

#include <string_view>

namespace wildcat::program::html {

/// CSS without "<" and "&".
std::string_view page_style();

}  // namespace wildcat::program::html
