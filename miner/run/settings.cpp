// SPDX-License-Identifier: MIT
// What of a run's settings is secret.
#include "miner/run/settings.h"

namespace wildcat::program {

std::vector<std::string> secrets_of(const std::vector<PoolSettings>& pools) {
  std::vector<std::string> secrets;
  for (const PoolSettings& pool : pools) {
    secrets.push_back(pool.password);
    if (pool.url) secrets.push_back(pool.url->password);
    if (pool.proxy) secrets.push_back(pool.proxy->password);
  }
  return secrets;
}

}  // namespace wildcat::program
