// SPDX-License-Identifier: MIT
// The help tells everything that the tables hold, and the tables make sense.
#include "miner/options/help.h"

#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "miner/process/exit_code.h"
#include "tests/support/text.h"

namespace wildcat::program {
namespace {

using test::has;

TEST(Help, EveryOptionOfEverySubcommand) {
  for (const CommandSpec& command : commands()) {
    const std::string text = help_for(command);
    for (const OptionSpec& option : command.options) {
      EXPECT_TRUE(has(text, "--" + std::string(option.name))) << command.name << ' ' << option.name;
      if (option.letter == 0) continue;
      EXPECT_TRUE(has(text, std::string("-") + option.letter + ", --" + std::string(option.name)));
    }
    EXPECT_TRUE(has(text, "Examples:")) << command.name;
    const std::string codes = command.own_exit_codes.empty() ? help_exit_codes(command.exit_codes)
                                                             : std::string(command.own_exit_codes);
    EXPECT_TRUE(has(text, codes)) << command.name;
  }
}

TEST(Help, OverviewNamesAllSubcommandsAndExitCodes) {
  const std::string text = help_overview();
  for (const CommandSpec& command : commands()) EXPECT_TRUE(has(text, command.summary));
  for (const ExitCodeRow& row : exit_codes()) EXPECT_TRUE(has(text, row.meaning));
}

TEST(Help, OnlyTheExitCodesThatApply) {
  EXPECT_TRUE(has(help_for(*find_command("mine")), "  4  "));
  EXPECT_TRUE(has(help_for(*find_command("devices")), "  6  "));
  for (const char* name : {"practice", "devices", "version", "help"})
    for (const char* code : {"  4  ", "  5  ", "  7  "})
      EXPECT_FALSE(has(help_for(*find_command(name)), code)) << name << code;
}

TEST(Help, FitsATerminal) {
  for (const CommandSpec& command : commands()) {
    std::istringstream lines(help_for(command));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100u) << line;
  }
}

TEST(OptionTables, NamesAndLettersAreUniqueWithinASubcommand) {
  for (const CommandSpec& command : commands()) {
    std::set<std::string_view> names;
    std::set<char> letters;
    for (const OptionSpec& option : command.options) {
      EXPECT_TRUE(names.insert(option.name).second) << option.name;
      EXPECT_FALSE(option.text.empty()) << option.name;
      if (option.letter == 0) continue;
      EXPECT_TRUE(letters.insert(option.letter).second) << option.name;
    }
    EXPECT_TRUE(names.count("help")) << command.name;
  }
}

TEST(OptionTables, AFlagTakesNoValueAndNothingElseIsOne) {
  for (const CommandSpec& command : commands())
    for (const OptionSpec& option : command.options)
      if (option.name != "config") {  // the parser's own
        EXPECT_EQ(option.argument.empty(), option.value.is_flag) << option.name;
      }
}

TEST(OptionTables, TextsHaveTheirPlaceholdersFilled) {
  for (const CommandSpec& command : commands())
    for (const OptionSpec& option : command.options) {
      EXPECT_FALSE(has(help_text(option) + remedy_text(option), "{")) << option.name;
      if (option.text.find("{default}") == option.text.npos) continue;
      ASSERT_NE(option.value.default_text, nullptr) << option.name;
      EXPECT_FALSE(option.value.default_text().empty()) << option.name;
    }
}

TEST(OptionTables, DefaultsAreWrittenAsAUserWould) {
  const auto text = [](const char* command, std::string_view name) {
    for (const OptionSpec& option : find_command(command)->options)
      if (option.name == name) return help_text(option);
    return std::string();
  };
  EXPECT_TRUE(has(text("mine", "version-mask"), "default 1fffe000"));
  EXPECT_TRUE(has(text("mine", "keep-alive"), "Default 120."));
  EXPECT_TRUE(has(text("mine", "workers"), "from 1 to 10000,"));
  EXPECT_TRUE(has(text("mine", "pass"), "default 'x'"));
  EXPECT_TRUE(has(text("mine", "inject"), "stale, duplicate, low-difficulty,"));
  EXPECT_TRUE(has(text("practice", "min-difficulty"), "Default 0.000001."));
  EXPECT_TRUE(has(text("practice", "share-interval"), "Default 3."));
  EXPECT_TRUE(has(text("practice", "nbits"), "Default 1d00ffff."));
}

TEST(OptionTables, CommandsAreFoundByName) {
  for (const CommandSpec& command : commands()) EXPECT_EQ(find_command(command.name), &command);
  EXPECT_EQ(find_command("dig"), nullptr);
  EXPECT_EQ(find_command(""), nullptr);
  EXPECT_EQ(commands().front().name, "mine");
}

}  // namespace
}  // namespace wildcat::program
