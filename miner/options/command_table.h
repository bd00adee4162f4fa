// SPDX-License-Identifier: MIT
// Every subcommand as data: what its help says, and its options. Parser, help, man page and
// completions read this table.
#pragma once

#include <span>
#include <string_view>

#include "miner/options/option.h"

namespace wildcat::program {

/// One subcommand.
struct CommandSpec {
  std::string_view name;
  std::string_view summary;   ///< one line
  std::string_view usage;     ///< after "wildcat "
  std::string_view teaching;  ///< paragraphs that explain what happens and why
  std::string_view examples;
  std::span<const OptionSpec> options;
  std::string_view exit_codes;  ///< the digits of those that it can end with
  std::string_view words = {};  ///< what words that belong to no option are; empty: there are none
  std::string_view own_exit_codes = {};  ///< rows in place of the common table's
};

/// All subcommands, `mine` first.
std::span<const CommandSpec> commands();
/// One by name; null when there is none.
const CommandSpec* find_command(std::string_view name);

}  // namespace wildcat::program
