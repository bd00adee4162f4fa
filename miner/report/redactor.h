// SPDX-License-Identifier: MIT
// Keeps a password out of texts that come from elsewhere (a pool may repeat what it was sent).
#pragma once

#include <string>
#include <string_view>

namespace wildcat::program {

/// Replaces every occurrence of a secret by "***". Secrets of fewer than four characters ("x", the
/// customary non-password) are left: they would blot out ordinary text. Immutable; any thread.
class Redactor {
 public:
  explicit Redactor(std::string secret = "") : secret_(std::move(secret)) {}
  std::string operator()(std::string_view text) const;

 private:
  std::string secret_;
};

}  // namespace wildcat::program
