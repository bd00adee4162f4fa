// SPDX-License-Identifier: MIT
// The protocol from the outside, without sockets: order, negotiation, every answer to a share.
#include <algorithm>
#include <memory>
#include <set>

#include "tests/unit/practice/vectors.h"
#include "tests/unit/practice/wire.h"

namespace wildcat::practice::test {
namespace {

using namespace std::chrono_literals;
using boost::json::object;

std::string method(const object& line) {
  const auto* name = line.if_contains("method");
  return name == nullptr ? "" : name->as_string().c_str();
}

TEST(PracticeProtocol, TheOpeningIsAnsweredInOrder) {
  Table table;
  Wire wire(table);
  const auto subscribed = wire.send(R"({"id":1,"method":"mining.subscribe","params":["a/1"]})");
  ASSERT_EQ(subscribed.size(), 1u);
  EXPECT_EQ(subscribed[0].at("id"), 1);
  EXPECT_TRUE(subscribed[0].at("error").is_null());
  const auto& result = subscribed[0].at("result").as_array();
  ASSERT_EQ(result.size(), 3u);
  EXPECT_EQ(result[0].as_array()[0].as_array()[0], "mining.set_difficulty");
  EXPECT_EQ(result[0].as_array()[1].as_array()[0], "mining.notify");
  EXPECT_EQ(result[1].as_string().size(), 8u);
  EXPECT_EQ(result[2], 8);

  const auto authorized = wire.send(R"({"id":"two","method":"mining.authorize","params":["w"]})");
  ASSERT_EQ(authorized.size(), 4u);
  EXPECT_EQ(authorized[0].at("id"), "two");
  EXPECT_EQ(authorized[0].at("result"), true);
  EXPECT_EQ(method(authorized[1]), "mining.set_difficulty");
  EXPECT_EQ(method(authorized[2]), "mining.notify");
  EXPECT_EQ(authorized[2].at("params").as_array()[8], true);
  EXPECT_EQ(method(authorized[3]), "client.show_message");
  EXPECT_EQ(authorized[3].at("params").as_array()[0],
            "practice pool: shares here are checked but worth nothing");
  EXPECT_EQ(wire.difficulty, 1e-6);
}

TEST(PracticeProtocol, OutOfOrderIsRefused) {
  Table table;
  Wire wire(table);
  EXPECT_EQ(Wire::code(wire.send(R"({"id":1,"method":"mining.authorize","params":["w","x"]})")),
            25);
  EXPECT_EQ(Wire::code(wire.send(R"({"id":1,"method":"mining.submit","params":[]})")), 25);
  EXPECT_EQ(Wire::code(wire.send(R"({"id":1,"method":"mining.extranonce.subscribe"})")), 25);
  EXPECT_EQ(Wire::code(wire.send(R"({"id":1,"method":"mining.suggest_difficulty","params":[1]})")),
            25);
  wire.send(R"({"id":1,"method":"mining.subscribe","params":[]})");
  EXPECT_EQ(Wire::code(wire.send(R"({"id":1,"method":"mining.submit","params":[]})")), 24);
  EXPECT_EQ(Wire::code(wire.send(R"({"id":1,"method":"mining.extranonce.subscribe"})")), 0);
  EXPECT_EQ(table.core.stats().unauthorized, 1u);
  EXPECT_EQ(table.core.stats().other, 1u);
}

TEST(PracticeProtocol, NoWorkGoesOutBeforeTheLogin) {
  Table table;
  Wire wire(table);
  wire.send(R"({"id":1,"method":"mining.subscribe"})");
  EXPECT_TRUE(wire.job().empty());
  table.pass(59s);
  EXPECT_TRUE(wire.tick().empty());
  EXPECT_EQ(wire.next, Connection::Next::go_on);
  table.pass(2s);
  wire.tick();
  EXPECT_EQ(wire.next, Connection::Next::hang_up);
}

TEST(PracticeProtocol, ASecondSubscribeRepeatsTheFirstAnswer) {
  Table table;
  Wire wire(table);
  const auto first = wire.send(R"({"id":1,"method":"mining.subscribe"})");
  EXPECT_EQ(wire.send(R"({"id":1,"method":"mining.subscribe"})"), first);
}

TEST(PracticeProtocol, EveryConnectionHasItsOwnExtranonce1) {
  Table table;
  std::set<std::string> seen;
  std::vector<std::unique_ptr<Wire>> wires;
  for (int i = 0; i < 200; ++i) {
    wires.push_back(std::make_unique<Wire>(table));
    wires.back()->log_in();
    seen.insert(wires.back()->seat.extranonce1);
  }
  EXPECT_EQ(seen.size(), 200u);
}

object configure(Wire& wire, const std::string& params) {
  return wire.send(R"({"id":1,"method":"mining.configure","params":)" + params + "}").at(0);
}

TEST(PracticeProtocol, TheGrantedMaskIsWhatBothSidesHave) {
  Table table;
  Wire wire(table);
  const auto granted = [&wire](const std::string& options) {
    return configure(wire, "[[\"version-rolling\"]," + options + "]").at("result").as_object();
  };
  EXPECT_EQ(granted(R"({"version-rolling.mask":"FFFFFFFF"})"),
            boost::json::parse(R"({"version-rolling":true,"version-rolling.mask":"1fffe000"})"));
  EXPECT_EQ(granted(R"({"version-rolling.mask":"00ffffff","version-rolling.min-bit-count":16})"),
            boost::json::parse(R"({"version-rolling":true,"version-rolling.mask":"00ffe000"})"));
  EXPECT_EQ(granted("{}").at("version-rolling.mask"), "1fffe000") << "the BIP's default";
  EXPECT_EQ(granted(R"({"version-rolling.mask":"00001fff"})"),
            boost::json::parse(R"({"version-rolling":false})"));
  for (const char* bad : {"\"xyz\"", "\"1fffe0000\"", "536862720", "null", "[]"})
    EXPECT_TRUE(granted("{\"version-rolling.mask\":" + std::string(bad) + "}")
                    .at("version-rolling")
                    .is_string());
}

TEST(PracticeProtocol, APoolWithoutVersionRollingSaysSo) {
  PoolOptions options = easy_options();
  options.version_mask = 0;
  Table table(options);
  Wire wire(table);
  EXPECT_EQ(configure(wire, R"([["version-rolling"],{"version-rolling.mask":"1fffe000"}])")
                .at("result")
                .at("version-rolling"),
            false);
  wire.log_in();
  EXPECT_EQ(wire.submit(wire.find()), 0) << "five parameters are enough";
}

TEST(PracticeProtocol, OtherExtensionsAreAnsweredOneByOne) {
  Table table;
  Wire wire(table);
  const auto result =
      configure(wire, R"([["minimum-difficulty","info","subscribe-extranonce","x",7],)"
                      R"({"minimum-difficulty.value":2048}])")
          .at("result");
  EXPECT_EQ(result, boost::json::parse(R"({"minimum-difficulty":true,"info":false,)"
                                       R"("subscribe-extranonce":true,"x":false})"));
  wire.log_in();
  EXPECT_EQ(wire.difficulty, 2048);
  EXPECT_TRUE(configure(wire, R"([["minimum-difficulty"],{"minimum-difficulty.value":-1}])")
                  .at("result")
                  .at("minimum-difficulty")
                  .is_string());
}

TEST(PracticeProtocol, AMinimumAskedForLaterRaisesAtOnce) {
  Table table;
  Wire wire(table);
  wire.log_in();
  configure(wire, R"([["minimum-difficulty"],{"minimum-difficulty.value":5}])");
  EXPECT_EQ(wire.difficulty, 5);
  EXPECT_EQ(wire.notify[8], false);
}

TEST(PracticeProtocol, GoodSharesAreAcceptedWithAndWithoutVersionBits) {
  Table table;
  Wire plain(table), rolling(table);
  plain.log_in();
  EXPECT_EQ(plain.submit(plain.find()), 0);
  rolling.log_in("1fffe000");
  rolling.seat.version_bits = 0x00c0e000;
  EXPECT_EQ(rolling.submit(rolling.find(), true), 0);
  EXPECT_EQ(table.core.stats().accepted, 2u);
  EXPECT_NEAR(table.core.stats().credited_hashes, 2 * 4295.03, 0.1);
  EXPECT_EQ(table.recorder.codes, (std::vector<int>{0, 0}));
  EXPECT_EQ(table.recorder.users.at(0), "me");
}

TEST(PracticeProtocol, EveryRefusalHasItsCode) {
  Table table;
  Wire wire(table);
  wire.log_in("1fffe000");
  const FoundShare good = wire.find();
  const auto with = [&](auto change, bool bits = true) {
    FoundShare share = good;
    change(share);
    return wire.submit(share, bits);
  };
  EXPECT_EQ(with([](FoundShare& s) { s.job_id = "nonsense"; }), 21);
  EXPECT_EQ(with([](FoundShare& s) { s.extranonce2 += "00"; }), 20);
  EXPECT_EQ(with([](FoundShare& s) { s.ntime = "00000000"; }), 20);
  EXPECT_EQ(with([](FoundShare& s) { s.ntime = "ffffffff"; }), 20);
  EXPECT_EQ(with([](FoundShare& s) { s.nonce = "zz"; }), 20);
  EXPECT_EQ(with([](FoundShare& s) { s.version_bits = "20000000"; }), 20);
  EXPECT_EQ(with([](FoundShare&) {}, false), 20) << "the sixth parameter is owed";
  EXPECT_EQ(wire.submit(good, true, "somebody"), 24);
  EXPECT_EQ(wire.submit(mine(wire.notify, wire.seat, 8, true), true), 23);
  EXPECT_EQ(wire.submit(good, true), 0);
  EXPECT_EQ(wire.submit(good, true), 22);
  const PoolStats& stats = table.core.stats();
  EXPECT_EQ(stats.accepted, 1u);
  EXPECT_EQ(stats.stale, 1u);
  EXPECT_EQ(stats.duplicate, 1u);
  EXPECT_EQ(stats.low_difficulty, 1u);
  EXPECT_EQ(stats.unauthorized, 1u);
  EXPECT_EQ(stats.other, 6u);
}

TEST(PracticeProtocol, OldJobsStayGoodUntilABlockAndAreThenStale) {
  Table table;
  Wire wire(table);
  wire.log_in();
  const FoundShare early = wire.find(), late = wire.find();
  table.pass(31s);
  ASSERT_TRUE(table.core.advance(table.now));
  wire.job();
  EXPECT_EQ(wire.notify[8], false);
  EXPECT_EQ(wire.submit(early), 0);
  table.core.new_block(table.now);
  EXPECT_EQ(wire.submit(late), 21) << "even before this client has heard of it";
  wire.job();
  EXPECT_EQ(wire.notify[8], true);
  const auto reply = wire.send(late.line(5, "me"));
  EXPECT_EQ(reply.at(0).at("error").as_array()[1], "Stale");
  table.core.new_block(table.now);
  wire.job();
  EXPECT_EQ(wire.send(late.line(5, "me")).at(0).at("error").as_array()[1], "Job not found");
}

TEST(PracticeProtocol, JobsAndBlocksComeWhenDue) {
  PoolOptions options = easy_options();
  options.block_interval = 20s;
  Table table(options);
  int refreshed = 0;
  for (int second = 0; second < 2000; ++second) {
    table.pass(1s);
    refreshed += table.core.advance(table.now) ? 1 : 0;
  }
  const auto& clean = table.recorder.clean_jobs;
  ASSERT_EQ(clean.size(), static_cast<std::size_t>(refreshed) + 1);
  const auto blocks = std::count(clean.begin(), clean.end(), true);
  EXPECT_GT(blocks, 60);
  EXPECT_LT(blocks, 140);
  EXPECT_GT(std::count(clean.begin(), clean.end(), false), 5);
}

TEST(PracticeProtocol, ASuggestionSetsTheDifficultyOfTheNextJobOnly) {
  Table table;
  Wire wire(table);
  wire.log_in();
  const FoundShare easy = wire.find(14);
  const auto first_notify = wire.notify;
  const auto reply = wire.send(R"({"id":4,"method":"mining.suggest_difficulty","params":[0.5]})");
  ASSERT_EQ(reply.size(), 3u);
  EXPECT_EQ(reply[0].at("result"), true);
  EXPECT_EQ(method(reply[1]), "mining.set_difficulty");
  EXPECT_EQ(wire.difficulty, 0.5);
  EXPECT_EQ(method(reply[2]), "mining.notify");
  EXPECT_EQ(wire.notify[8], false);
  EXPECT_NE(wire.notify[0], first_notify[0]);
  EXPECT_NE(wire.notify[2], first_notify[2]) << "another search space, or shares would repeat";
  EXPECT_EQ(wire.submit(easy), 0) << "judged by its own job's difficulty";
  EXPECT_EQ(wire.submit(wire.find(14)), 23);
}

TEST(PracticeProtocol, TheSameSuggestionAgainIsNoNews) {
  Table table;
  Wire wire(table);
  wire.log_in();
  const std::string suggestion = R"({"id":4,"method":"mining.suggest_difficulty","params":["64"]})";
  EXPECT_EQ(wire.send(suggestion).size(), 3u);
  EXPECT_EQ(wire.send(suggestion).size(), 1u);
  table.pass(10s);
  wire.tick();  // silence: it is adjusted onwards
  EXPECT_EQ(wire.difficulty, 16);
  wire.send(suggestion);
  EXPECT_EQ(wire.difficulty, 16);
}

TEST(PracticeProtocol, QuickSharesRaiseTheDifficultyWithAJobOfItsOwn) {
  Table table;
  Wire wire(table);
  wire.log_in();
  std::vector<FoundShare> shares;
  for (int i = 0; i < 5; ++i) shares.push_back(wire.find());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(wire.submit(shares[i]), 0);
  const auto reply = wire.send(shares[3].line(9, "me"));
  ASSERT_EQ(reply.size(), 3u);
  EXPECT_EQ(reply[0].at("result"), true);
  EXPECT_EQ(wire.difficulty, 1.6e-5);
  EXPECT_EQ(wire.notify[8], false);
  EXPECT_EQ(wire.submit(shares[4]), 0);
  EXPECT_EQ(table.recorder.difficulties, (std::vector<double>{1e-6, 1.6e-5}));
}

TEST(PracticeProtocol, ABlockIsCounted) {
  PoolOptions options = easy_options();
  options.nbits = 0x207fffff;  // every second hash
  Table table(options);
  Wire wire(table);
  wire.log_in();
  EXPECT_EQ(wire.submit(wire.find(14)), 0);
  EXPECT_EQ(wire.submit(wire.find(1)), 0) << "a block below the share difficulty is taken";
  EXPECT_EQ(table.core.stats().blocks, 2u);
}

TEST(PracticeProtocol, TheFirstBlockFoundIsBuiltOn) {
  PoolOptions options = easy_options();
  options.nbits = 0x1f040000;  // 14 zero bits, as find() does
  Table table(options);
  Wire wire(table);
  wire.log_in();
  const std::uint32_t height = table.core.job()->height;
  table.pass(2s);
  const FoundShare first = wire.find();
  ASSERT_EQ(wire.submit(first), 0);
  EXPECT_EQ(wire.submit(wire.find()), 0) << "another of the same height is a block too";
  EXPECT_EQ(table.core.stats().blocks, 2u);

  ASSERT_TRUE(table.core.advance(table.now));
  EXPECT_TRUE(table.recorder.clean_jobs.back());
  const auto notified = wire.job();
  ASSERT_EQ(method(notified.back()), "mining.notify");
  EXPECT_EQ(wire.notify.at(8), true);
  EXPECT_EQ(swap_words(test::hash_of(wire.notify.at(1))), first.hash);
  EXPECT_EQ(table.core.job()->height, height + 1);
  EXPECT_EQ(wire.submit(first), 21) << "its height is taken now";
  EXPECT_FALSE(table.core.advance(table.now)) << "one block, one step";
}

TEST(PracticeProtocol, FoundBlocksFollowNoFasterThanOneASecond) {
  PoolOptions options = easy_options();
  options.nbits = 0x1f040000;
  Table table(options);
  Wire wire(table);
  wire.log_in();
  int steps = 0;
  for (int i = 0; i < 30; ++i, table.pass(100ms)) {
    EXPECT_EQ(wire.submit(wire.find()), 0);
    if (!table.core.advance(table.now)) continue;
    ++steps;
    wire.job();
  }
  EXPECT_EQ(steps, 2) << "after 1.0 and 2.0 of 2.9 seconds";
}

TEST(PracticeProtocol, ARefusedBlockIsNotBuiltOn) {
  Table table;
  CheckedShare share;
  share.is_block = true;
  share.verdict = verdicts::duplicate;
  table.pass(2s);
  const std::string address = "test";
  table.core.record(share, ShareNews{address, "me", {}, {}, {}, {}, {}, share.hash, 0, 0, 0, {}});
  EXPECT_FALSE(table.core.advance(table.now));
}

TEST(PracticeProtocol, OnlyTheNamedUserMayLogIn) {
  PoolOptions options = easy_options();
  options.user = "alice";
  options.password = "secret";
  Table table(options);
  Wire wire(table);
  wire.send(R"({"id":1,"method":"mining.subscribe"})");
  for (const char* bad : {R"(["bob","secret"])", R"(["alice","wrong"])", R"(["alice"])",
                          R"(["alice.1","secret"])", R"(["","secret"])"})
    EXPECT_EQ(Wire::code(wire.send(R"({"id":1,"method":"mining.authorize","params":)" +
                                   std::string(bad) + "}")),
              24);
  EXPECT_FALSE(wire.connection.authorized());
  EXPECT_EQ(
      Wire::code(wire.send(R"({"id":1,"method":"mining.authorize","params":["alice","secret"]})")),
      0);
}

TEST(PracticeProtocol, SeveralWorkersMayShareAConnection) {
  Table table;
  Wire wire(table);
  wire.log_in();
  EXPECT_EQ(wire.send(R"({"id":3,"method":"mining.authorize","params":["you","x"]})").size(), 1u);
  EXPECT_EQ(wire.submit(wire.find(), false, "you"), 0);
  EXPECT_EQ(wire.submit(wire.find(), false, "me"), 0);
}

TEST(PracticeProtocol, PingIsAnswered) {
  Table table;
  Wire wire(table);
  EXPECT_EQ(wire.send(R"({"id":42,"method":"mining.ping","params":[]})").at(0).at("result"),
            "pong");
}

}  // namespace
}  // namespace wildcat::practice::test
