// SPDX-License-Identifier: MIT
// Keeps passwords out of texts that come from elsewhere (a pool may repeat what it was sent, and
// one pool's words may hold another's password).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wildcat::program {

/// Replaces every occurrence of a secret by "***", also as JSON writers escape it, each in its way
/// (see stratum::hide, which says which secrets are too short). Thread rule: as any value.
class Redactor {
 public:
  explicit Redactor(std::vector<std::string> secrets = {});
  /// `text` without the secrets.
  std::string operator()(std::string_view text) const;
  /// More of them.
  void add(const std::vector<std::string>& secrets);

 private:
  std::vector<std::string> secrets_;  ///< longest first: one may be part of another
};

}  // namespace wildcat::program
