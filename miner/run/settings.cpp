// SPDX-License-Identifier: MIT
// What of a run's settings is secret.
#include "miner/run/settings.h"

#include "stratum/net/foreign_text.h"

namespace wildcat::program {

std::vector<std::string> secrets_of(const std::vector<PoolSettings>& pools) {
  std::vector<std::string> secrets;
  const auto add = [&](const std::string& user, const std::string& password) {
    if (password.empty()) return;
    secrets.push_back(password);
    secrets.push_back(stratum::base64(user + ":" + password));  // as HTTP writes a login
  };
  for (const PoolSettings& pool : pools) {
    add(pool.user, pool.password);
    if (pool.url) add(pool.url->user, pool.url->password);
    if (pool.proxy) add(pool.proxy->user, pool.proxy->password);
  }
  return secrets;
}

}  // namespace wildcat::program
