// SPDX-License-Identifier: MIT
// Every option of every subcommand, as data. The parser, the help and the messages about typing
// errors all read these tables, so that none of them can know an option that the others do not.
#pragma once

#include <span>
#include <string_view>

namespace wildcat::program {

/// Whether an option may be given more than once.
enum class Repeat {
  no,
  joined,    ///< the values are joined by comma
  per_pool,  ///< it belongs to the --url that it follows, and each of these may have one
};

/// One option.
struct OptionSpec {
  std::string_view name;      ///< long name without dashes
  char letter;                ///< short name, 0 for none
  std::string_view argument;  ///< what the value is called in the help; empty: a flag
  std::string_view group;     ///< heading in the help
  std::string_view text;      ///< one or two sentences
  Repeat repeat = Repeat::no;
};

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
