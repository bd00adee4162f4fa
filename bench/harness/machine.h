// SPDX-License-Identifier: MIT
// Where figures come from: what can be told of the machine, its system and this build. No names of
// hosts or users.
#pragma once

#include <filesystem>

#include "bench/harness/report.h"

namespace wildcat::program::bench {

/// Reads below `root` ("/", unless a test has its own). The clock is left to who measures it.
Machine describe_machine(const std::filesystem::path& root = "/");
/// The commit this was built from; empty: not built from a repository.
std::optional<std::string> source_commit();

}  // namespace wildcat::program::bench
