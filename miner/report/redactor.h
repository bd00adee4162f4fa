// SPDX-License-Identifier: MIT
// Keeps a password out of texts that come from elsewhere (a pool may repeat what it was sent).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wildcat::program {

/// Replaces every occurrence of a secret by "***", also as JSON writers escape it, each in its way.
/// Secrets of fewer than four characters ("x", the customary non-password) are left: they would
/// blot out ordinary text. Immutable; any thread.
class Redactor {
 public:
  explicit Redactor(std::string_view secret = "");
  std::string operator()(std::string_view text) const;

 private:
  std::vector<std::string> forms_;  ///< the secret in all its forms, longest first
};

}  // namespace wildcat::program
