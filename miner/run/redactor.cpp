// SPDX-License-Identifier: MIT
// Applies the library's masking of one secret to all that a run has.
#include "miner/run/redactor.h"

#include <algorithm>

#include "stratum/net/foreign_text.h"

namespace wildcat::program {

Redactor::Redactor(std::vector<std::string> secrets) { add(secrets); }

void Redactor::add(const std::vector<std::string>& secrets) {
  secrets_.insert(secrets_.end(), secrets.begin(), secrets.end());
  std::sort(secrets_.begin(), secrets_.end(), [](const std::string& a, const std::string& b) {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  });
  secrets_.erase(std::unique(secrets_.begin(), secrets_.end()), secrets_.end());
}

std::string Redactor::operator()(std::string_view text) const {
  std::string clean(text);
  for (const std::string& secret : secrets_) clean = stratum::hide(clean, secret);
  return clean;
}

}  // namespace wildcat::program
