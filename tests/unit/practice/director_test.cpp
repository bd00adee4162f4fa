// SPDX-License-Identifier: MIT
// Steps on a connection without a socket; the clock moves when the test says so.
#include "stratum/practice_pool/director.h"

#include <gtest/gtest.h>

#include "tests/unit/practice/wire.h"

namespace wildcat::practice::test {
namespace {

using Next = Connection::Next;
using namespace std::chrono_literals;

/// A logged-in connection that follows a script.
struct Stage {
  explicit Stage(std::string_view text, bool login = true)
      : scenario(*parse_scenario(text)), director(scenario.sections[0], wire.connection) {
    if (login) wire.log_in("1fffe000");
  }
  /// What is said of itself at this moment; and then, through the director.
  std::string look(std::string out = {}) {
    next = director.direct(table.now, out);
    return out;
  }
  std::string after(std::chrono::milliseconds time) {
    table.pass(time);
    return look();
  }
  Table table;
  Wire wire{table};
  Scenario scenario;
  Director director;
  Next next = Next::go_on;
};

TEST(Director, NothingBeforeTheLogin) {
  Stage stage("line hello", false);
  EXPECT_EQ(stage.look(), "");
  stage.wire.log_in();
  EXPECT_EQ(stage.look(), "hello\n");
  EXPECT_EQ(stage.look(), "");
}

TEST(Director, WaitsAndThenGoesOn) {
  Stage stage("line a\nwait 2s\nbytes b\nwait 1s\nflood 3\ndisconnect\nline never");
  EXPECT_EQ(stage.look("said "), "said a\n");
  EXPECT_EQ(stage.after(1999ms), "");
  EXPECT_EQ(stage.after(1ms), "b");
  EXPECT_EQ(stage.after(1s), "xxx");
  EXPECT_EQ(stage.next, Next::hang_up);
}

TEST(Director, WaitsForShares) {
  Stage stage("wait-shares 2\nreset");
  stage.look();
  EXPECT_EQ(stage.wire.submit(stage.wire.find(), true), 0);
  stage.look();
  EXPECT_EQ(stage.next, Next::go_on);
  EXPECT_EQ(stage.wire.submit(stage.wire.find(), true), 0);
  stage.look();
  EXPECT_EQ(stage.next, Next::reset);
}

TEST(Director, DifficultyHoldsFromTheNextJobOn) {
  Stage stage("difficulty 0.25\njob");
  const auto said = stage.look();
  EXPECT_NE(said.find("\"mining.set_difficulty\",\"params\":[0.25]"), std::string::npos) << said;
  EXPECT_LT(said.find("set_difficulty"), said.find("mining.notify"));
  // For good: a wish is heard and changes nothing.
  EXPECT_EQ(stage.wire.send(R"({"id":5,"method":"mining.suggest_difficulty","params":[9]})").size(),
            1U);
}

TEST(Director, ABlockIsForAll) {
  Stage stage("block");
  const auto before = stage.table.core.job()->height;
  stage.look();
  EXPECT_TRUE(stage.table.core.advance(stage.table.now));
  EXPECT_EQ(stage.table.core.job()->height, before + 1);
}

TEST(Director, AMaskIsTold_AndHeldTo) {
  Stage stage("mask 00002000");
  EXPECT_EQ(stage.look(),
            "{\"id\":null,\"method\":\"mining.set_version_mask\",\"params\":[\"00002000\"]}\n");
  stage.wire.seat.version_bits = 0x4000;
  EXPECT_EQ(stage.wire.submit(stage.wire.find(), true), 20);
}

TEST(Director, DelaysKeepTheOrder) {
  Stage stage("delay 100ms\nwait 50ms\ndelay 0s");
  EXPECT_EQ(stage.look("a\n"), "");
  stage.table.pass(50ms);
  EXPECT_EQ(stage.look("b\n"), "");  // no delay any more, but not before a
  EXPECT_EQ(stage.after(50ms), "a\nb\n");
  EXPECT_EQ(stage.look("c\n"), "c\n");
}

TEST(Director, SilenceDropsWhatIsSaid) {
  Stage stage("silence 1s\nline back");
  stage.look();
  EXPECT_TRUE(stage.director.silent(stage.table.now));
  EXPECT_EQ(stage.look("lost\n"), "");
  EXPECT_EQ(stage.after(1s), "back\n");
  EXPECT_FALSE(stage.director.silent(stage.table.now));
}

TEST(Director, SilenceHoldsBackWhatWasDelayed) {
  Stage stage("delay 100ms\nline late\nwait 50ms\nsilence 1s");
  EXPECT_EQ(stage.look(), "");
  EXPECT_EQ(stage.after(50ms), "");
  EXPECT_EQ(stage.after(500ms), "");
  EXPECT_EQ(stage.after(500ms), "late\n");
}

TEST(Director, ReconnectAndMessage) {
  Stage stage("reconnect a.test 1 2\nmessage \"quoted\"");
  EXPECT_EQ(stage.look(),
            "{\"id\":null,\"method\":\"client.reconnect\",\"params\":[\"a.test\",1,2]}\n"
            "{\"id\":null,\"method\":\"client.show_message\",\"params\":[\"\\\"quoted\\\"\"]}\n");
}

TEST(Director, RepeatsForEver) {
  Stage stage("line x\nwait 1s\nrepeat");
  EXPECT_EQ(stage.look(), "x\n");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(stage.after(1s), "x\n");
}

TEST(Director, ManualMeansNoJobByItself) {
  Table table;
  Wire wire(table);
  const auto scenario = *parse_scenario("manual\nwait 1s\njob");
  Director director(scenario.sections[0], wire.connection);
  wire.log_in();
  EXPECT_TRUE(wire.notify.empty());
  table.core.new_block(table.now);
  EXPECT_TRUE(wire.job().empty());
  std::string out;
  director.direct(table.now, out);
  table.pass(1s);
  director.direct(table.now, out);
  EXPECT_NE(out.find("mining.notify"), std::string::npos);
}

TEST(FixedDifficulty, IsTouchedByNothing) {
  PoolOptions options = easy_options();
  options.fixed_difficulty = 2e-6;
  Table table(options);
  Wire wire(table);
  wire.log_in();
  EXPECT_EQ(wire.difficulty, 2e-6);
  const auto granted = wire.send(
      R"({"id":6,"method":"mining.configure","params":[["minimum-difficulty"],{"minimum-difficulty.value":5}]})");
  EXPECT_EQ(granted.at(0).at("result").as_object().at("minimum-difficulty"), false);
  wire.send(R"({"id":7,"method":"mining.suggest_difficulty","params":[3]})");
  for (int i = 0; i < 30; ++i) EXPECT_EQ(wire.submit(wire.find(15)), 0);
  table.pass(std::chrono::hours(1));
  EXPECT_TRUE(wire.tick().empty());
  wire.job();
  EXPECT_EQ(wire.difficulty, 2e-6);
}

}  // namespace
}  // namespace wildcat::practice::test
