// SPDX-License-Identifier: MIT
// The documents name only options that exist, and between them all that there are.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "miner/devices/topology.h"
#include "miner/options/command_table.h"
#include "miner/options/pages.h"
#include "tests/support/text.h"

namespace wildcat::program {
namespace {

using test::has;

const std::filesystem::path root = std::filesystem::path(WILDCAT_TEST_VECTORS) / ".." / "..";

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_TRUE(file) << path;
  return text.str();
}

std::vector<std::filesystem::path> documents() {
  std::vector<std::filesystem::path> found{root / "README.md", root / "SECURITY.md"};
  for (const auto& entry : std::filesystem::directory_iterator(root / "docs"))
    if (entry.path().extension() == ".md") found.push_back(entry.path());
  return found;
}

std::set<std::string> all_options() {
  std::set<std::string> names;
  for (const CommandSpec& command : commands())
    for (const OptionSpec& option : command.options) names.emplace(option.name);
  return names;
}

std::set<std::string> matches(const std::string& text, const std::string& pattern) {
  const std::regex expression(pattern);
  std::set<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), expression), end; it != end; ++it)
    found.insert((*it)[1]);
  return found;
}

/// Options of other programs that stand in code quotes, too.
const std::set<std::string> of_others{"accept",  "build",     "fast", "fix",
                                      "fleet",   "grind-cmd", "json", "real",
                                      "program", "recursive", "table"};

TEST(Documents, NameOnlyOptionsThatExist) {
  const std::set<std::string> known = all_options();
  for (const auto& path : documents())
    // Code in a line; `wildcat mine --x` begins with the program, `--x 5` with the option itself.
    for (const auto& code : matches(read(path), "`((?:wildcat[^`\\n]* )?--?[a-z][^`\\n]*)`"))
      for (const std::string& name : matches(code, "(?:^| )--([a-z][a-z-]+)"))
        EXPECT_TRUE(known.contains(name) || of_others.contains(name)) << path << ": " << code;
}

TEST(Documents, NameEveryOptionOfMine) {
  std::string text;
  for (const auto& path : documents()) text += read(path);
  for (const OptionSpec& option : find_command("mine")->options) {
    const bool by_letter = option.letter != 0 && has(text, std::string("`-") + option.letter);
    const bool named = has(text, "--" + std::string(option.name)) || by_letter;
    EXPECT_TRUE(named || option.name == "help") << option.name;
  }
}

TEST(Documents, TheCachesThatAreWritten) {
  const std::string security = read(root / "SECURITY.md"), page = man_page();
  for (const CacheEntry& entry : cache_entries) {
    EXPECT_TRUE(has(security, "`" + std::string(entry.name) + "`")) << entry.name;
    EXPECT_TRUE(has(page, "$XDG_CACHE_HOME/wildcat/" + std::string(entry.name))) << entry.name;
  }
}

}  // namespace
}  // namespace wildcat::program
