// SPDX-License-Identifier: MIT
// Command line and config file: what is taken, and what the refusals say.
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "miner/options/parse.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/text.h"

namespace wildcat::program {
namespace {

using test::has;
using ::testing::TempDir;

class Parse : public ::testing::Test {
 protected:
  Result<RawValues> mine(const std::vector<std::string>& words) {
    return parse_arguments(*find_command("mine"), words);
  }
  std::string refusal(const std::vector<std::string>& words) {
    const auto parsed = mine(words);
    EXPECT_FALSE(parsed);
    return parsed ? "" : parsed.error().message;
  }
  std::string file(const std::string& content) {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    path_ = TempDir() + "wildcat-" + info->name() + ".conf";
    std::ofstream(path_) << content;
    return path_;
  }
  void TearDown() override {
    if (!path_.empty()) std::remove(path_.c_str());
  }
  std::string path_;
};

TEST_F(Parse, LongShortAndSticky) {
  const auto parsed = mine({"--url=h:1", "-u", "name", "-t4", "-q", "--max-shares", "5"});
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(parsed->at("url"), "h:1");
  EXPECT_EQ(parsed->at("user"), "name");
  EXPECT_EQ(parsed->at("threads"), "4");
  EXPECT_EQ(parsed->at("quiet"), "true");
  EXPECT_EQ(parsed->at("debug"), "false");
  EXPECT_EQ(parsed->at("max-shares"), "5");
  EXPECT_EQ(parsed->count("kernel"), 0u);
}

TEST_F(Parse, UnknownOptionNamesTheNearest) {
  EXPECT_TRUE(has(refusal({"--max-share", "5"}), "--max-shares"));
  EXPECT_TRUE(has(refusal({"--treads=2"}), "--threads"));
  const std::string nonsense = refusal({"--qqqqqqqqqqqq"});
  EXPECT_TRUE(has(nonsense, "--qqqqqqqqqqqq")) << nonsense;
  EXPECT_TRUE(has(nonsense, "wildcat help mine")) << nonsense;
}

TEST_F(Parse, ShortenedNamesAreNotGuessed) { EXPECT_FALSE(mine({"--thre", "2"})); }

TEST_F(Parse, MissingValue) { EXPECT_TRUE(has(refusal({"--url"}), "url")); }

TEST_F(Parse, GivenTwice) {
  const std::string message = refusal({"-t", "1", "-t", "2"});
  EXPECT_TRUE(has(message, "threads")) << message;
  EXPECT_TRUE(has(message, "more than once")) << message;
}

TEST_F(Parse, RefusalsDoNotQuoteWhatMayBeAPassword) {
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"--passs=hunter2"}, {"-q", "hunter2"}, {"hunter2"}, {"-passs", "hunter2"}}) {
    const std::string message = refusal(words);
    EXPECT_FALSE(has(message, "hunter2")) << message;
  }
  EXPECT_TRUE(has(refusal({"--passs=hunter2"}), "'--passs'; did you mean --pass"));
}

TEST_F(Parse, StrayArgument) {
  EXPECT_TRUE(has(refusal({"-q", "stray"}), "unexpected argument after --quiet"));
  EXPECT_TRUE(has(refusal({"stray"}), "unexpected argument after 'mine'"));
}

TEST_F(Parse, EmptyValueIsAValue) {
  const auto parsed = mine({"-p", ""});
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(parsed->at("pass"), "");
}

TEST_F(Parse, ConfigFileAndCommandLineWins) {
  const auto path =
      file("# a comment\nurl = h:1\nuser=name # here too\nthreads = 3\nquiet = true\n");
  const auto parsed = mine({"-c", path, "-t", "7"});
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(parsed->at("url"), "h:1");
  EXPECT_EQ(parsed->at("user"), "name");
  EXPECT_EQ(parsed->at("threads"), "7");
  EXPECT_EQ(parsed->at("quiet"), "true");
}

TEST_F(Parse, WhatFollowsAUrlBelongsToIt) {
  const auto parsed =
      mine({"-u", "a", "-o", "one", "-p", "x", "-o", "two", "--tls-insecure", "-u", "b"});
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(parsed->at("url"), "one");
  EXPECT_EQ(parsed->at("user"), "a");
  EXPECT_EQ(parsed->at("pass"), "x");
  EXPECT_EQ(parsed->at("tls-insecure"), "false");
  EXPECT_EQ(parsed->at("url#2"), "two");
  EXPECT_EQ(parsed->at("user#2"), "b");
  EXPECT_EQ(parsed->at("tls-insecure#2"), "true");
  EXPECT_FALSE(parsed->contains("pass#2"));
  const std::string message = refusal({"-o", "one", "-o", "two", "-u", "a", "-u", "b"});
  EXPECT_TRUE(has(message, "'--user'")) << message;
  EXPECT_TRUE(has(message, "--url of its own")) << message;
}

TEST_F(Parse, CredentialsOfAFileDoNotGoToAPoolOfTheCommandLine) {
  const auto path = file("url = one\nuser = a\npass = p\nurl = two\nuser = b\n");
  const auto both = mine({"-c", path});
  ASSERT_TRUE(both) << both.error().message;
  EXPECT_EQ(both->at("user#2"), "b");
  const auto other = mine({"-c", path, "-o", "three", "-u", "c"});
  ASSERT_TRUE(other);
  EXPECT_EQ(other->at("url"), "three");
  for (const char* gone : {"pass", "url#2", "user#2"}) EXPECT_FALSE(other->contains(gone)) << gone;
  const auto login = mine({"-c", file("user = a\npass = p\n"), "-o", "three"});
  ASSERT_TRUE(login);
  EXPECT_EQ(login->at("pass"), "p");
}

TEST_F(Parse, ConfigFileUnknownName) {
  const std::string message = refusal({"-c", file("usr = name\n")});
  EXPECT_TRUE(has(message, "'usr'")) << message;
  EXPECT_TRUE(has(message, "user")) << message;
  EXPECT_TRUE(has(message, path_)) << message;
}

TEST_F(Parse, ConfigFileSyntaxNamesTheLine) {
  const std::string message = refusal({"-c", file("# words\n\n\nthreads = 1\nwords # = 2\n")});
  EXPECT_TRUE(has(message, "line 5 is not")) << message;
}

TEST_F(Parse, ConfigFileRefusalsDoNotQuoteAPassword) {
  const std::string message = refusal({"-c", file("pass hunter2secret\n")});
  EXPECT_FALSE(has(message, "hunter2")) << message;
  EXPECT_TRUE(has(message, "name = value")) << message;
  EXPECT_FALSE(has(refusal({"-c", file("passs = hunter2secret\n")}), "hunter2"));
  EXPECT_FALSE(
      has(refusal({"-c", file("pass = hunter2secret\npass = hunter2other\n")}), "hunter2"));
}

TEST_F(Parse, ConfigFileTakesValuesWhole) {
  const auto path = file(
      "\xEF\xBB\xBFuser = a#b # a comment\r\npass = d=1#x\nurl = \"h:1 # \\\"q\\\\ \"  # end\n");
  const auto parsed = mine({"-c", path});
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(parsed->at("user"), "a#b");
  EXPECT_EQ(parsed->at("pass"), "d=1#x");
  EXPECT_EQ(parsed->at("url"), "h:1 # \"q\\ ");
}

TEST_F(Parse, ConfigFileRefusesWhatItDoesNotUnderstandWithLineAndColumn) {
  using namespace std::string_literals;
  const std::pair<std::string, const char*> cases[] = {
      {"\npass = \"open\n", "line 2, column 8:"},
      {"pass = \"a\"b\n", "line 1, column 11:"},
      {"pass = \"a\\nb\"\n", "line 1, column 10:"},
      {"pass = a\0b\n"s, "line 1, column 9:"},
      {" = a\n", "line 1 is not"},
      {"[section]\n", "line 1 is not"},
      {std::string((1 << 20) + 1, '#'), "longer than 1 MiB"},
  };
  for (const auto& [text, words] : cases) {
    const std::string message = refusal({"-c", file(text)});
    EXPECT_TRUE(has(message, words)) << message;
  }
}

TEST_F(Parse, ConfigFileMayNotNameAnother) { EXPECT_FALSE(mine({"-c", file("config = other\n")})); }

TEST_F(Parse, ConfigFileMissing) {
  const std::string message = refusal({"-c", test::absent("wildcat.conf")});
  EXPECT_TRUE(has(message, test::absent("wildcat.conf"))) << message;
  EXPECT_TRUE(has(message, "No such file")) << message;
}

TEST_F(Parse, ConfigFileIsAFolder) {
  EXPECT_TRUE(has(refusal({"-c", TempDir()}), "cannot be read"));
}

TEST_F(Parse, OtherSubcommandsHaveTheirOwnOptions) {
  EXPECT_TRUE(parse_arguments(*find_command("devices"), {"--json"}));
  EXPECT_FALSE(parse_arguments(*find_command("devices"), {"--url", "h:1"}));
  EXPECT_TRUE(parse_arguments(*find_command("practice"), {"--port", "0"}));
  EXPECT_FALSE(parse_arguments(*find_command("version"), {"--port", "0"}));
}

TEST(Values, WholeNumbersInRangeOnly) {
  const RawValues raw{{"good", "12"}, {"low", "0"}, {"sign", "-1"}, {"tail", "5x"}, {"none", ""}};
  for (const char* name : {"low", "sign", "tail", "none"}) {
    ValueReader reader(raw);
    EXPECT_FALSE(reader.whole(name, 1, 100, "from 1 to 100"));
    ASSERT_TRUE(reader.error()) << name;
    EXPECT_NE(reader.error()->message.find(std::string("--") + name), std::string::npos);
  }
  ValueReader reader(raw);
  EXPECT_EQ(reader.whole("good", 1, 100, ""), 12u);
  EXPECT_EQ(reader.whole("absent", 1, 100, ""), std::nullopt);
  EXPECT_FALSE(reader.error());
}

TEST(Values, RealsAndHex) {
  const RawValues raw{{"r", "2.5"},        {"nan", "nan"}, {"inf", "inf"},
                      {"h", "0x1FFFE000"}, {"g", "12g"},   {"long", "123456789"}};
  ValueReader good(raw);
  EXPECT_EQ(good.real("r", 0, 10, ""), 2.5);
  EXPECT_EQ(good.hex("h", ""), 0x1fffe000u);
  EXPECT_FALSE(good.error());
  for (const char* name : {"nan", "inf"}) {
    ValueReader bad(raw);
    EXPECT_FALSE(bad.real(name, 0, 10, ""));
    EXPECT_TRUE(bad.error()) << name;
  }
  for (const char* name : {"g", "long"}) {
    ValueReader bad(raw);
    EXPECT_FALSE(bad.hex(name, ""));
    EXPECT_TRUE(bad.error()) << name;
  }
}

TEST(Values, TheFirstErrorIsKept) {
  const RawValues raw;
  ValueReader reader(raw);
  reader.fail("first");
  reader.fail("second");
  EXPECT_EQ(reader.error()->message, "first");
}

}  // namespace
}  // namespace wildcat::program
