// SPDX-License-Identifier: MIT
// The options that belong to one pool each. On the command line and in a config file they follow
// their --url, and never hold for another one: a password must not go to the wrong pool.
#pragma once

#include <string>
#include <vector>

#include "miner/options/values.h"
#include "wildcat/stratum.h"

namespace wildcat::program {

/// One pool to mine on.
struct PoolChoice {
  std::optional<stratum::PoolUrl> url;  ///< empty: practice in this process; the only one then
  std::string user = "practice";
  std::string password = "x";  ///< secret: never printed
  stratum::TlsOptions tls;
  std::optional<stratum::ProxyUrl> proxy;
  double quota = 1;  ///< part of the work, beside the others'
};

/// All pools that are named, or the one for practice. Errors go to `reader`. Reads password files.
std::vector<PoolChoice> read_pools(ValueReader& reader);

/// Everything that must not be shown: passwords of pools and proxies, given any way.
std::vector<std::string> secrets_of(const std::vector<PoolChoice>& pools);

/// The password from --pass or --pass-file.
std::optional<std::string> read_password(ValueReader& reader);

}  // namespace wildcat::program
