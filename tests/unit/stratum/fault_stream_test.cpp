// SPDX-License-Identifier: MIT
// The injector between a session that knows nothing of it and a pool played by the test.
#include <gtest/gtest.h>

#include <algorithm>

#include "stratum/v1/faults/fault_stream.h"
#include "tests/unit/stratum/rig.h"

namespace wildcat::stratum {
namespace {

using namespace testing;

/// The real stream's place: keeps what is written, says what the test says.
struct Wire : Stream {
  explicit Wire(Events e) : events(std::move(e)) {}
  void open(const Endpoint&, unsigned) override {}
  void write(std::string bytes) override { out += bytes; }
  void close() override { closed = true; }
  void pause_reading(bool on) override { paused = on; }
  Events events;
  std::string out;
  bool closed = false, paused = false;
};

ClientOptions options_with(std::vector<FaultRule> rules) {
  ClientOptions options = test_options();
  options.faults = std::move(rules);
  options.reply_timeout = milliseconds(50);
  return options;
}

/// A client's view above, the wire below; one live job, subscribed and authorised.
struct Bench {
  explicit Bench(std::vector<FaultRule> rules)
      : plan(std::make_shared<FaultPlan>(options_with(std::move(rules)))) {
    plan->half_time = plan->deaf_time = milliseconds(5);
    connect();
  }

  void connect(const char* extranonce1 = "9b19f82f") {
    Stream::Events events;
    events.opened = [](const std::string&) {};
    events.data = [this](std::string_view bytes) { heard += bytes; };
    events.closed = [this](const Error&) { ++closings; };
    events.fault = [this](const Fault& f) { faults.push_back(f); };
    events.fault_answer = [this](const FaultAnswer& a) { answers.push_back(a); };
    stream = with_faults(
        loop,
        [this](Stream::Events inner) {
          wire = std::make_shared<Wire>(std::move(inner));
          return wire;
        },
        plan)(std::move(events));
    stream->write(R"({"id":1,"method":"mining.configure","params":[]})"
                  "\n"
                  R"({"id":2,"method":"mining.subscribe","params":["t"]})"
                  "\n");
    pool(
        R"({"id":1,"result":{"version-rolling":true,"version-rolling.mask":"1fffe000"},"error":null})");
    pool(R"({"id":2,"result":[[["mining.notify","5e"]],")" + std::string(extranonce1) +
         R"(",2],"error":null})");
    stream->write(R"({"id":3,"method":"mining.authorize","params":["u","***"]})"
                  "\n");
    pool(R"({"id":3,"result":true,"error":null})");
    pool(NotifyText{}.str());
    wire->out.clear();
    heard.clear();
  }
  void pool(const std::string& line) { wire->events.data(line + "\n"); }
  void answer(std::uint64_t id, const std::string& rest) {
    pool("{\"id\":" + std::to_string(id) + "," + rest + "}");
  }
  /// The session submits, the pool accepts: faults follow.
  void good_share(std::uint64_t id = 4) {
    const SubmitText submit{id, "user.worker", "job1", "0001", 0x6155a480, 5, 0x2000};
    stream->write(write_submit(submit) + "\n");
    wire->out.clear();
    answer(id, R"("result":true,"error":null)");
  }
  /// Until nothing is due any more.
  void pass_time() { loop.run(); }
  std::vector<std::string> sent() const {
    std::vector<std::string> lines;
    std::string_view rest = wire->out;
    for (auto end = rest.find('\n'); end != rest.npos; end = rest.find('\n')) {
      lines.emplace_back(rest.substr(0, end));
      rest.remove_prefix(end + 1);
    }
    return lines;
  }

  Loop loop;
  std::shared_ptr<FaultPlan> plan;
  std::shared_ptr<Wire> wire;
  std::shared_ptr<Stream> stream;
  std::string heard;
  int closings = 0;
  std::vector<Fault> faults;
  std::vector<FaultAnswer> answers;
};

constexpr const char* refused_22 = R"("result":false,"error":[22,"Duplicate share",null])";
constexpr const char* refused_21 = R"("result":false,"error":[21,"Stale",null])";

TEST(FaultStream, TheSessionHearsItsOwnAnswersOnly) {
  Bench bench({{FaultKind::duplicate, 1}});
  bench.good_share();
  EXPECT_EQ(bench.heard, "{\"id\":4,\"result\":true,\"error\":null}\n");
  ASSERT_EQ(bench.sent().size(), 1U);
  ASSERT_EQ(bench.faults.size(), 1U);
  EXPECT_EQ(bench.faults[0].sent, bench.sent()[0]);
  EXPECT_FALSE(bench.stream->idle());
  bench.heard.clear();
  bench.answer(id_of(bench.sent()[0]), refused_22);
  EXPECT_EQ(bench.heard, "");
  ASSERT_EQ(bench.answers.size(), 1U);
  EXPECT_EQ(bench.answers[0].kind, FaultAnswer::Kind::refused);
  EXPECT_EQ(bench.answers[0].reason, RejectReason::duplicate);
  EXPECT_EQ(bench.answers[0].text, "Duplicate share");
  EXPECT_TRUE(bench.answers[0].as_expected);
  EXPECT_TRUE(bench.stream->idle());
}

TEST(FaultStream, AnAcceptedFaultIsAMismatch) {
  Bench bench({{FaultKind::duplicate, 1}});
  bench.good_share();
  bench.answer(id_of(bench.sent()[0]), R"("result":true,"error":null)");
  ASSERT_EQ(bench.answers.size(), 1U);
  EXPECT_EQ(bench.answers[0].kind, FaultAnswer::Kind::accepted);
  EXPECT_FALSE(bench.answers[0].as_expected);
}

TEST(FaultStream, TheWrongReasonIsAMismatch) {
  Bench bench({{FaultKind::wrong_job, 1}});
  bench.good_share();
  bench.answer(id_of(bench.sent()[0]), refused_22);
  EXPECT_FALSE(bench.answers.at(0).as_expected);
}

TEST(FaultStream, NothingFollowsARefusedShare) {
  Bench bench({{FaultKind::duplicate, 1}});
  bench.stream->write(write_submit({4, "user.worker", "job1", "0001", 1, 5, 0}) + "\n");
  bench.answer(4, refused_21);
  EXPECT_TRUE(bench.faults.empty());
  EXPECT_EQ(bench.heard, "{\"id\":4," + std::string(refused_21) + "}\n");
}

TEST(FaultStream, ACleanJobExcusesStaleAndFeedsTheStaleFault) {
  Bench bench({{FaultKind::duplicate, 1}, {FaultKind::stale, 1}});
  bench.good_share();
  ASSERT_EQ(bench.sent().size(), 1U);  // nothing stale to send yet
  const auto crossed = id_of(bench.sent()[0]);
  NotifyText next;
  next.id = "job2";
  next.clean = "true";
  bench.pool(next.str());
  bench.answer(crossed, refused_21);
  EXPECT_TRUE(bench.answers.at(0).as_expected);

  bench.stream->write(write_submit({5, "user.worker", "job2", "0001", 0x6155a480, 5, 0}) + "\n");
  bench.wire->out.clear();
  bench.answer(5, R"("result":true,"error":null)");
  ASSERT_EQ(bench.sent().size(), 2U);
  EXPECT_NE(bench.sent()[1].find("\"job1\""), std::string::npos);
  EXPECT_EQ(bench.faults.back().kind, FaultKind::stale);
  bench.answer(id_of(bench.sent()[0]), refused_21);  // job2 is live: not excused
  EXPECT_FALSE(bench.answers.at(1).as_expected);
}

TEST(FaultStream, ANewSessionForgetsTheOldJobs) {
  Bench bench({{FaultKind::stale, 1}});
  bench.good_share();
  NotifyText next;
  next.clean = "true";
  bench.pool(next.str());
  bench.connect("00000001");
  bench.good_share();
  EXPECT_TRUE(bench.faults.empty());
}

TEST(FaultStream, AnErrorWithoutIdIsAboutTheMalformedLine) {
  Bench bench({{FaultKind::malformed_json, 1}});
  bench.pool(R"({"id":null,"result":null,"error":[20,"general",null]})");  // not ours: passed on
  EXPECT_NE(bench.heard, "");
  bench.good_share();
  bench.heard.clear();
  bench.pool(R"({"id":null,"result":null,"error":[20,"Malformed request",null]})");
  EXPECT_EQ(bench.heard, "");
  EXPECT_TRUE(bench.answers.at(0).as_expected);
}

TEST(FaultStream, ClosingIsRightForSomeAndWrongForOthers) {
  for (const auto& [kind, right] : {std::pair{FaultKind::huge_line, true},
                                    {FaultKind::malformed_json, true},
                                    {FaultKind::wrong_job, false}}) {
    Bench bench({{kind, 1}});
    bench.good_share();
    bench.wire->events.closed({Errc::io, "gone"});
    EXPECT_EQ(bench.closings, 1);
    ASSERT_EQ(bench.answers.size(), 1U) << to_string(kind);
    EXPECT_EQ(bench.answers[0].kind, FaultAnswer::Kind::closed);
    EXPECT_EQ(bench.answers[0].as_expected, right) << to_string(kind);
  }
}

TEST(FaultStream, AClosingThatWasProvokedSaysNothingAboutTheRest) {
  Bench bench({{FaultKind::wrong_job, 1}, {FaultKind::huge_line, 1}});
  bench.good_share();
  bench.wire->events.closed({Errc::io, "gone"});
  ASSERT_EQ(bench.answers.size(), 1U);
  EXPECT_EQ(bench.answers[0].fault.kind, FaultKind::huge_line);
}

TEST(FaultStream, SilenceIsAnAnswerInTheEnd) {
  Bench bench({{FaultKind::duplicate, 1}});
  bench.good_share();
  bench.pass_time();
  ASSERT_EQ(bench.answers.size(), 1U);
  EXPECT_EQ(bench.answers[0].kind, FaultAnswer::Kind::silent);
  EXPECT_FALSE(bench.answers[0].as_expected);
}

TEST(FaultStream, AHalfLineIsEndedBeforeAnythingElseIsSent) {
  Bench bench({{FaultKind::half_line, 1}});
  bench.good_share();
  EXPECT_EQ(bench.wire->out.find('\n'), std::string::npos);
  bench.stream->write("{\"own\":1}\n");
  EXPECT_EQ(bench.wire->out.find("own"), std::string::npos);
  bench.pass_time();
  const auto lines = bench.sent();
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0], bench.faults[0].sent);
  EXPECT_EQ(lines[1], "{\"own\":1}");
}

TEST(FaultStream, NeverReadStopsReadingForAWhile) {
  Bench bench({{FaultKind::never_read, 1}});
  bench.good_share();
  EXPECT_TRUE(bench.wire->paused);
  bench.pass_time();
  EXPECT_FALSE(bench.wire->paused);
}

TEST(FaultStream, BothIdsOfAReorderedPairAreAnswered) {
  Bench bench({{FaultKind::reorder_ids, 1}});
  bench.good_share();
  const auto lines = bench.sent();
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_GT(id_of(lines[0]), id_of(lines[1]));
  for (const auto& line : lines) bench.answer(id_of(line), refused_22);
  ASSERT_EQ(bench.answers.size(), 2U);
  for (const auto& answer : bench.answers) EXPECT_TRUE(answer.as_expected);
}

TEST(FaultStream, ADisconnectWaitsForTheSessionsSharesAndForTheReturn) {
  Bench bench({{FaultKind::disconnect_mid_submit, 1}});
  bench.stream->write(write_submit({9, "user.worker", "job1", "0009", 1, 5, 0}) + "\n");
  bench.good_share();
  EXPECT_FALSE(bench.wire->closed);  // 9 is unanswered
  bench.answer(9, refused_21);
  EXPECT_TRUE(bench.wire->closed);
  EXPECT_EQ(bench.closings, 1);
  EXPECT_EQ(bench.wire->out.find('\n'), std::string::npos);
  EXPECT_TRUE(bench.answers.empty());
  bench.connect();
  ASSERT_EQ(bench.answers.size(), 1U);
  EXPECT_EQ(bench.answers[0].kind, FaultAnswer::Kind::returned);
  EXPECT_TRUE(bench.answers[0].as_expected);
}

TEST(FaultStream, ARateIsAPartOfTheShares) {
  Bench bench({{FaultKind::duplicate, 0.25}});
  for (std::uint64_t id = 4; id < 404; ++id) {
    bench.good_share(id);
    for (const auto& line : bench.sent()) bench.answer(id_of(line), refused_22);
  }
  EXPECT_GT(bench.faults.size(), 50U);  // 100 are expected; so far off once in 10^8 seeds
  EXPECT_LT(bench.faults.size(), 150U);
}

TEST(FaultStream, NothingIsSaidAfterClose) {
  Bench bench({{FaultKind::duplicate, 1}});
  bench.good_share();
  bench.stream->close();
  bench.pass_time();
  EXPECT_TRUE(bench.answers.empty());
  EXPECT_EQ(bench.closings, 0);
}

}  // namespace
}  // namespace wildcat::stratum
