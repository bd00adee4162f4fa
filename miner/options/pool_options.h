// SPDX-License-Identifier: MIT
// The options that belong to one pool each. On the command line and in a config file they follow
// their --url, and never hold for another one: a password must not go to the wrong pool.
#pragma once

#include <string>
#include <vector>

#include "miner/options/values.h"
#include "miner/run/settings.h"

namespace wildcat::program {

/// All pools that are named, or the one for practice. Errors go to `reader`. Reads password files.
std::vector<PoolSettings> read_pools(ValueReader& reader);

/// The password from --pass or --pass-file.
std::optional<std::string> read_password(ValueReader& reader);

}  // namespace wildcat::program
