// SPDX-License-Identifier: MIT
// The man page and the shells' completions, made from the option tables, so that none of them can
// know another option than the program. Pure functions.
#pragma once

#include <string>

namespace wildcat::program {

/// wildcat.1, for man.
std::string man_page();
/// For /usr/share/bash-completion/completions/wildcat.
std::string bash_completion();
/// For a folder of zsh's fpath, as _wildcat.
std::string zsh_completion();
/// For fish's vendor_completions.d, as wildcat.fish.
std::string fish_completion();

}  // namespace wildcat::program
