// SPDX-License-Identifier: MIT
// Whatever a client sends, the pool answers or hangs up, and the next client is served as ever.
#include <random>

#include "tests/unit/practice/wire.h"

namespace wildcat::practice::test {
namespace {

TEST(PracticeBadInput, ANameCannotDriveATerminal) {
  Table table;
  Wire wire(table);
  wire.send(R"({"id":1,"method":"mining.subscribe","params":[]})");
  const auto code = [&](const std::string& name) {
    return Wire::code(
        wire.send(R"({"id":2,"method":"mining.authorize","params":[")" + name + "\",\"x\"]}"));
  };
  for (const char* name : {"a\\u001b[2J", "a\\u007f", "a\\u009b2J",
                           "a\xc2\x9b"
                           "2J"})
    EXPECT_EQ(code(name), 24) << name;
  for (const char* name : {"j\xc3\xb6rg.w1", "\\u00a0b", "bc1q.rig-1"}) EXPECT_EQ(code(name), 0);
}

TEST(PracticeBadInput, MalformedLinesAreAnsweredAndThenTheLineIsCut) {
  Table table;
  Wire wire(table);
  for (const char* line : {"hello", "{", "[1,2]", "{\"id\":1,\"method\":\"\xff\xfe\"}"}) {
    const auto reply = wire.send(line);
    ASSERT_EQ(reply.size(), 1u) << line;
    EXPECT_TRUE(reply[0].at("id").is_null());
    EXPECT_EQ(wire.next, Connection::Next::go_on);
  }
  wire.send("GET / HTTP/1.1");
  EXPECT_EQ(wire.next, Connection::Next::hang_up);
}

TEST(PracticeBadInput, AGoodLineInBetweenIsForgiving) {
  Table table;
  Wire wire(table);
  for (int i = 0; i < 20; ++i) {
    wire.send("?");
    ASSERT_EQ(wire.next, Connection::Next::go_on);
    wire.send(R"({"id":1,"method":"mining.ping"})");
  }
}

TEST(PracticeBadInput, EmptyLinesAndCarriageReturnsAreNothing) {
  Table table;
  Wire wire(table);
  EXPECT_TRUE(wire.send("").empty());
  EXPECT_TRUE(wire.send("\r").empty());
  EXPECT_EQ(wire.send("{\"id\":1,\"method\":\"mining.ping\"}\r").size(), 1u);
}

TEST(PracticeBadInput, ALineTooLongIsTheLast) {
  Table table;
  Wire wire(table);
  const std::string padding(Connection::longest_line, ' ');
  wire.send("{\"id\":1,\"method\":\"mining.ping\"}" + padding);
  EXPECT_EQ(wire.next, Connection::Next::hang_up);
}

TEST(PracticeBadInput, UnknownMethodsAreNamedSoUnlessNobodyAsked) {
  Table table;
  Wire wire(table);
  const auto reply = wire.send(R"({"id":8,"method":"mining.dig","params":[]})");
  EXPECT_EQ(Wire::code(reply), -3);
  EXPECT_EQ(reply[0].at("id"), 8);
  EXPECT_TRUE(wire.send(R"({"id":null,"method":"mining.dig"})").empty());
  EXPECT_TRUE(wire.send(R"({"id":8,"result":true,"error":null})").empty());
}

TEST(PracticeBadInput, WrongTypesEverywhere) {
  const std::vector<std::string> methods{"configure", "subscribe",          "authorize",
                                         "submit",    "suggest_difficulty", "extranonce.subscribe",
                                         "ping"};
  const std::vector<std::string> params{"null",
                                        "7",
                                        "\"x\"",
                                        "{}",
                                        "[]",
                                        "[null]",
                                        "[[]]",
                                        "[{}]",
                                        "[7]",
                                        "[true,{}]",
                                        "[[7,[]],[]]",
                                        "[[\"version-rolling\",\"minimum-difficulty\"]]",
                                        "[\"a\",\"b\",\"c\",\"d\",\"e\",7]",
                                        "[\"me\",7,7,7,7]",
                                        "[\"me\",\"\",\"\",\"\",\"\",\"\"]",
                                        "[-1]",
                                        "[\"nan\"]",
                                        "[1e400]",
                                        "[[\"version-rolling\"],7]"};
  for (const bool logged_in : {false, true})
    for (const auto& method : methods)
      for (const auto& value : params) {
        Table table;
        Wire wire(table);
        if (logged_in) wire.log_in();
        const auto reply =
            wire.send(R"({"id":1,"method":"mining.)" + method + "\",\"params\":" + value + "}");
        EXPECT_FALSE(reply.empty()) << method << value;
      }
}

TEST(PracticeBadInput, NamesFitForATerminalOnly) {
  Table table;
  Wire wire(table);
  wire.send(R"({"id":1,"method":"mining.subscribe"})");
  for (const std::string& name : {std::string("a\\u001b[2J"), std::string("a\\n"),
                                  std::string(257, 'a'), std::string("\\u007f")})
    EXPECT_EQ(Wire::code(wire.send(R"({"id":1,"method":"mining.authorize","params":[")" + name +
                                   "\",\"x\"]}")),
              24);
  wire.send(R"({"id":1,"method":"mining.submit","params":["\u001b[2J","1","","",""]})");
  EXPECT_EQ(table.recorder.users.at(0), "") << "a stranger's name goes nowhere";
}

TEST(PracticeBadInput, NamesOnOneConnectionAreLimited) {
  Table table;
  Wire wire(table);
  wire.log_in();
  int accepted = 0;
  for (int i = 0; i < 100; ++i)
    accepted += Wire::code(wire.send(R"({"id":1,"method":"mining.authorize","params":["w)" +
                                     std::to_string(i) + "\",\"x\"]}")) == 0;
  EXPECT_EQ(accepted, 15);
}

/// Valid lines with bytes changed, cut and doubled: nothing may crash, and the pool goes on.
TEST(PracticeBadInput, MutatedConversations) {
  std::mt19937_64 random(11);
  Table table;
  Wire honest(table);
  honest.log_in("1fffe000");
  const std::vector<std::string> corpus{
      R"({"id":1,"method":"mining.configure","params":[["version-rolling"],{"version-rolling.mask":"1fffe000"}]})",
      R"({"id":2,"method":"mining.subscribe","params":["t/1"]})",
      R"({"id":3,"method":"mining.authorize","params":["me","x"]})",
      R"({"id":4,"method":"mining.suggest_difficulty","params":[1e-6]})",
      honest.find().line(5, "me", true)};
  for (int run = 0; run < 3000; ++run) {
    Wire wire(table);
    for (std::string line : corpus) {
      for (auto changes = random() % 4; changes > 0; --changes)
        line[random() % line.size()] = static_cast<char>(random());
      if (random() % 8 == 0) line.resize(random() % line.size());
      if (wire.next == Connection::Next::go_on) wire.send(line);
    }
    wire.connection.close(table.now);
  }
  EXPECT_EQ(honest.submit(honest.find(), true), 0);
}

}  // namespace
}  // namespace wildcat::practice::test
