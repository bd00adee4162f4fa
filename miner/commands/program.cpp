// SPDX-License-Identifier: MIT
// Dispatch: subcommand, help, version, usage errors.
#include "miner/commands/program.h"

#include <fmt/format.h>

#include <cstdio>

#include "miner/commands/commands.h"
#include "miner/options/help.h"
#include "miner/options/parse.h"
#include "miner/text/spelling.h"
#include "wildcat/version.h"

namespace wildcat::program {

namespace {

ExitCode print(const std::string& text) {
  const bool written = std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0;
  return written ? ExitCode::ok : ExitCode::runtime_failure;
}

ExitCode unknown_command(const std::string& word) {
  std::vector<std::string> names;
  for (const CommandSpec& command : commands()) names.emplace_back(command.name);
  const auto close = nearest(word, names);
  const std::string hint = close.empty() ? fmt::format("there are {}.", fmt::join(names, ", "))
                                         : fmt::format("did you mean {}?", join_or(close));
  fmt::print(stderr, "wildcat: unknown subcommand '{}'; {} 'wildcat help' explains them.\n", word,
             hint);
  return ExitCode::usage;
}

ExitCode help_command(const std::vector<std::string>& words) {
  if (words.empty()) return print(help_overview());
  const CommandSpec* command = find_command(words.front());
  return command != nullptr ? print(help_for(*command)) : unknown_command(words.front());
}

ExitCode run_command(const CommandSpec& command, const std::vector<std::string>& words) {
  const auto raw = parse_arguments(command, words);
  if (!raw) return usage_failure(command.name, raw.error());
  if (ValueReader(*raw).flag("help")) return print(help_for(command));
  if (command.name == "mine") return mine_command(*raw);
  if (command.name == "practice") return practice_command(*raw);
  if (command.name == "replay") return replay_command(*raw);
  if (command.name == "devices") return devices_command(*raw);
  if (command.name == "grind") return grind_command(*raw);
  if (command.name == "bench") return bench_command(*raw);
  return print(fmt::format("wildcat {}\n", version_string));
}

bool is_help(const std::string& word) { return word == "--help" || word == "-h"; }

}  // namespace

ExitCode usage_failure(std::string_view command, const Error& error) {
  fmt::print(stderr, "wildcat {}: {}\n", command, error.message);
  return ExitCode::usage;
}

ExitCode run_program(const std::vector<std::string>& words) {
  const bool named = !words.empty() && !words.front().starts_with('-');
  const std::vector<std::string> rest(words.begin() + (named ? 1 : 0), words.end());
  if (!named && words.size() == 1 && is_help(words.front())) return print(help_overview());
  if (!named && words.size() == 1 && (words.front() == "--version" || words.front() == "-V"))
    return print(fmt::format("wildcat {}\n", version_string));
  const CommandSpec* command = find_command(named ? words.front() : "mine");
  if (command == nullptr) return unknown_command(words.front());
  if (command->name == "help" && (rest.empty() || !is_help(rest.front())))
    return help_command(rest);
  return run_command(*command, rest);
}

}  // namespace wildcat::program
