// SPDX-License-Identifier: MIT
// See redactor.h.
#include "miner/report/redactor.h"

namespace wildcat::program {

std::string Redactor::operator()(std::string_view text) const {
  std::string clean(text);
  if (secret_.size() < 4) return clean;
  for (std::size_t at = 0; (at = clean.find(secret_, at)) != std::string::npos; at += 3)
    clean.replace(at, secret_.size(), "***");
  return clean;
}

}  // namespace wildcat::program
