// SPDX-License-Identifier: MIT
// See redactor.h.
#include "miner/output/redactor.h"

#include <algorithm>

#include "stratum/net/foreign_text.h"

namespace wildcat::program {

Redactor::Redactor(std::vector<std::string> secrets) : secrets_(std::move(secrets)) {
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
