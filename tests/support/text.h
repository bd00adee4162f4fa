// SPDX-License-Identifier: MIT
// What tests ask of text.
#pragma once

#include <string>
#include <string_view>

namespace wildcat::test {

inline bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace wildcat::test
