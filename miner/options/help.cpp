// SPDX-License-Identifier: MIT
// Lays out the help: two columns, wrapped at 92 characters.
#include "miner/options/help.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <vector>

#include "miner/process/exit_code.h"
#include "wildcat/version.h"

namespace wildcat::program {

namespace {

constexpr std::size_t left_column = 30, line_width = 92;

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  std::istringstream words{std::string(text)};
  std::vector<std::string> lines(1);
  for (std::string word; words >> word;) {
    if (!lines.back().empty() && lines.back().size() + 1 + word.size() > width)
      lines.emplace_back();
    if (!lines.back().empty()) lines.back() += ' ';
    lines.back() += word;
  }
  return lines;
}

std::string option_row(const OptionSpec& option) {
  std::string left = option.letter != 0 ? fmt::format("  -{}, ", option.letter) : "      ";
  left += fmt::format("--{}", option.name);
  if (!option.argument.empty()) left += fmt::format(" {}", option.argument);
  std::string row = left.size() + 2 > left_column ? left + "\n" + std::string(left_column, ' ')
                                                  : fmt::format("{:<{}}", left, left_column);
  const auto lines = wrap(help_text(option), line_width - left_column);
  for (std::size_t i = 0; i < lines.size(); ++i)
    row += (i > 0 ? std::string(left_column, ' ') : "") + lines[i] + "\n";
  return row;
}

std::string option_groups(std::span<const OptionSpec> options) {
  std::vector<std::string_view> groups;
  for (const OptionSpec& option : options)
    if (std::find(groups.begin(), groups.end(), option.group) == groups.end())
      groups.push_back(option.group);
  std::string text;
  for (std::string_view group : groups) {
    text += fmt::format("\n{}:\n", group);
    for (const OptionSpec& option : options)
      if (option.group == group) text += option_row(option);
  }
  return text;
}

}  // namespace

std::string help_exit_codes(std::string_view which) {
  std::string text = "Exit codes:\n";
  for (const ExitCodeRow& row : exit_codes())
    if (const std::string digit = std::to_string(number(row.code)); which.find(digit) != which.npos)
      text += fmt::format("  {}  {}\n", digit, row.meaning);
  return text;
}

std::string help_overview() {
  std::string text = fmt::format(
      "Wildcat {}: a SHA-256d (Bitcoin) nonce-search engine.\n\n"
      "Usage: wildcat [subcommand] [options]\n\nSubcommands:\n",
      version_string);
  for (const CommandSpec& command : commands())
    text += fmt::format("  {:<10}{}\n", command.name, command.summary);
  text +=
      "\nFirst steps:\n"
      "  wildcat                    mine on a practice pool of its own; nothing is earned there\n"
      "  wildcat devices            what this machine can do\n"
      "  wildcat help mine          every option, with examples\n\n";
  return text + help_exit_codes();
}

std::string help_for(const CommandSpec& command) {
  std::string text = fmt::format("wildcat {}: {}\n\nUsage: wildcat {}\n", command.name,
                                 command.summary, command.usage);
  if (!command.teaching.empty()) text += fmt::format("\n{}\n", command.teaching);
  text += option_groups(command.options);
  text += fmt::format("\nExamples:\n{}\n", command.examples);
  if (!command.own_exit_codes.empty())
    return text + fmt::format("Exit codes:\n{}", command.own_exit_codes);
  return text + help_exit_codes(command.exit_codes);
}

}  // namespace wildcat::program
