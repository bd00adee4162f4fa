// SPDX-License-Identifier: MIT
// The order of the first messages, and pools that stumble over one of them.
#include <gtest/gtest.h>

#include "tests/unit/stratum/rig.h"

namespace wildcat::stratum {
namespace {

using namespace testing;
using Lines = std::vector<std::string>;

TEST(Handshake, RunsInOrder) {
  Rig rig;
  rig.options.suggest_difficulty = 1000;
  rig.connect();
  EXPECT_EQ(rig.sent(), Lines{configure_line(1, 0x1fffe000, 1000)});
  rig.pool(R"({"id":1,"result":{"version-rolling":true,"version-rolling.mask":"18000000"}})");
  EXPECT_EQ(rig.sent(), Lines{subscribe_line(2, "wildcat/test", "")});
  rig.pool(R"({"id":2,"result":[[["mining.notify","5e"]],"08000002",4],"error":null})");
  EXPECT_EQ(rig.sent(), Lines{authorize_line(3, "user.worker", "hunter2secret")});
  EXPECT_FALSE(rig.session.ready());
  rig.pool(R"({"id":3,"result":true,"error":null})");
  EXPECT_EQ(rig.sent(), Lines{suggest_difficulty_line(4, 1000)});
  EXPECT_TRUE(rig.session.ready());
  EXPECT_EQ(rig.seen.masks, std::vector<std::uint32_t>{0x18000000});
  EXPECT_EQ(rig.seen.extranonce1, "08000002");
  EXPECT_EQ(rig.seen.extranonce2_size, 4);
  EXPECT_EQ(rig.seen.authorized, 1);
  EXPECT_FALSE(rig.session.take_leave());
}

TEST(Handshake, WithoutVersionRollingNobodyAsks) {
  Rig rig;
  rig.options.version_rolling = false;
  rig.connect();
  EXPECT_TRUE(is_call(rig.last_sent(), "mining.subscribe"));
}

TEST(Handshake, XnsubGoesOutWithAuthorizeAndNeedsNoReply) {
  Rig rig;
  rig.options.pool.xnsub = true;
  rig.options.version_rolling = false;
  rig.connect();
  rig.pool(R"({"id":1,"result":[[],"ab",4]})");
  const auto lines = rig.sent();
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_TRUE(is_call(lines[1], "mining.extranonce.subscribe"));
  EXPECT_TRUE(is_call(lines[2], "mining.authorize"));
  rig.pool(R"({"id":2,"result":false,"error":[20,"Not supported.",null]})");
  rig.pool(R"({"id":3,"result":true})");
  EXPECT_TRUE(rig.session.ready());
}

TEST(Handshake, APoolThatClosesOnXnsubIsNotAskedAgain) {
  Rig rig;
  rig.options.pool.xnsub = true;
  rig.options.version_rolling = false;
  rig.connect();
  rig.pool(R"({"id":1,"result":[[],"ab",4]})");
  rig.sent();
  rig.disconnect();
  rig.connect();
  rig.pool(R"({"id":1,"result":[[],"ab",4]})");
  for (const auto& line : rig.sent()) EXPECT_FALSE(is_call(line, "mining.extranonce.subscribe"));
}

TEST(Handshake, EveryRefusalOfConfigureMeansNoRolling) {
  for (const char* reply :
       {R"("result":null,"error":null)", R"("result":{"version-rolling":false})",
        R"("result":{"version-rolling":"no"})", R"("error":[-3,"Method not found",null])",
        R"("result":false,"error":"unknown")", R"("result":[])"}) {
    Rig rig;
    rig.connect();
    rig.sent();
    rig.pool("{\"id\":1," + std::string(reply) + "}");
    EXPECT_TRUE(is_call(rig.last_sent(), "mining.subscribe")) << reply;
    EXPECT_TRUE(rig.seen.masks.empty()) << reply;
  }
}

TEST(Handshake, EveryYesToConfigureMeansRolling) {
  for (const char* result : {R"({"version-rolling":true})", R"({"version-rolling":1})",
                             R"({"version-rolling":"true","version-rolling.mask":"1fffe000"})",
                             R"({"version-rolling.mask":"1fffe000"})"}) {
    Rig rig;
    rig.connect();
    rig.pool("{\"id\":1,\"result\":" + std::string(result) + "}");
    EXPECT_EQ(rig.seen.masks, std::vector<std::uint32_t>{0x1fffe000}) << result;
  }
}

TEST(Handshake, ARefusedConfigureIsRemembered) {
  Rig rig;
  rig.connect();
  rig.pool(R"({"id":1,"result":null,"error":[-3,"Method not found",null]})");
  rig.disconnect();
  rig.sent();
  rig.connect();
  EXPECT_TRUE(is_call(rig.last_sent(), "mining.subscribe"));
}

TEST(Handshake, AnIgnoredConfigureIsLeftOutAfterItsTime) {
  Rig rig;
  rig.connect();
  rig.sent();
  ASSERT_TRUE(rig.session.deadline());
  EXPECT_EQ(*rig.session.deadline(), rig.now + rig.options.connect_timeout);
  rig.wait(rig.options.connect_timeout);
  EXPECT_TRUE(is_call(rig.last_sent(), "mining.subscribe"));
  EXPECT_FALSE(rig.session.take_leave());
  EXPECT_TRUE(rig.memory.no_configure);
}

TEST(Handshake, ALateAnswerToConfigureStillCounts) {
  Rig rig;
  rig.connect();
  rig.wait(rig.options.connect_timeout);
  rig.pool(R"({"id":1,"result":{"version-rolling":true,"version-rolling.mask":"1fffe000"}})");
  EXPECT_EQ(rig.seen.masks.size(), 1U);
  EXPECT_FALSE(rig.memory.no_configure);
}

TEST(Handshake, APoolThatClosesOnConfigureIsMetWithoutIt) {
  Rig rig;
  rig.connect();
  rig.disconnect();
  rig.sent();
  rig.connect();
  EXPECT_TRUE(is_call(rig.last_sent(), "mining.subscribe"));
  rig.pool(R"({"id":1,"result":[[],"ab",4]})");
  EXPECT_EQ(rig.seen.warnings.size(), 1U);
  // Once may be chance.
  rig.disconnect();
  rig.sent();
  rig.connect();
  EXPECT_TRUE(is_call(rig.last_sent(), "mining.configure"));
  rig.disconnect();
  rig.connect();
  rig.pool(R"({"id":1,"result":[[],"ab",4]})");
  EXPECT_EQ(rig.seen.warnings.size(), 2U);
  // Twice is a habit, but none for ever.
  rig.disconnect();
  rig.sent();
  rig.connect();
  EXPECT_TRUE(is_call(rig.last_sent(), "mining.subscribe"));
  rig.disconnect();
  rig.sent();
  rig.now += Handshake::configure_again;
  rig.connect();
  EXPECT_TRUE(is_call(rig.last_sent(), "mining.configure"));
}

TEST(Handshake, AnAnswerToConfigureEndsTheSuspicion) {
  Rig rig;
  rig.connect();
  rig.disconnect();
  rig.connect();
  rig.pool(R"({"id":1,"result":[[],"ab",4]})");
  rig.disconnect();
  rig.handshake();
  EXPECT_EQ(rig.memory.configure_doubts, 0);
  EXPECT_FALSE(rig.memory.no_configure);
}

TEST(Handshake, ASuggestedDifficultyKeepsTheConnectionAlive) {
  Rig rig;
  rig.options.suggest_difficulty = 0.5;
  rig.handshake_and_job();
  rig.wait(rig.options.keep_alive - milliseconds(1));
  EXPECT_TRUE(rig.sent().empty());
  EXPECT_EQ(*rig.session.deadline(), rig.now + milliseconds(1));
  rig.wait(milliseconds(1));
  EXPECT_TRUE(is_call(rig.last_sent(), "mining.suggest_difficulty"));
  // Anything else that is sent does as well.
  rig.wait(rig.options.keep_alive / 4);
  rig.submit(mine(rig.job()));
  rig.answer(R"("result":true)");
  rig.sent();
  rig.wait(rig.options.keep_alive - milliseconds(1));
  EXPECT_TRUE(rig.sent().empty());
}

TEST(Handshake, AQuietClientSaysSomethingThatChangesNothing) {
  Rig rig;
  rig.handshake_and_job();
  rig.wait(rig.options.keep_alive);
  EXPECT_EQ(rig.sent(), Lines{suggest_difficulty_line(4, 1e-9)}) << "the difficulty in force";
  rig.pool(R"({"id":4,"result":null,"error":[-3,"Method not found",null]})");
  EXPECT_TRUE(rig.seen.warnings.empty()) << "nobody had asked for it";
  rig.wait(rig.options.keep_alive);
  EXPECT_EQ(rig.sent(), Lines{configure_line(5, 0x1fffe000)});
  rig.pool(R"({"id":5,"result":{"version-rolling":true,"version-rolling.mask":"1fffe000"}})");
  EXPECT_EQ(rig.seen.masks.size(), 1U) << "no news";
  EXPECT_TRUE(rig.seen.resumed.size() == 1U && rig.session.ready());
}

/// A pool that refuses to be told a difficulty and knows no version rolling.
void meet_plain_pool(Rig& rig) {
  rig.options.version_rolling = false;
  rig.options.job_timeout = std::chrono::hours(1);
  rig.connect();
  rig.pool(R"({"id":1,"result":[[],"ab",4]})");
  rig.pool(R"({"id":2,"result":true})");
  rig.pool(NotifyText().str());
  if (rig.memory.suggest.avoid) return;
  rig.wait(rig.options.keep_alive);
  rig.pool(R"({"id":3,"error":[-3,"Method not found",null]})");
}

TEST(Handshake, WhereNothingElseIsKnownALoginIsRepeated) {
  Rig rig;
  meet_plain_pool(rig);
  rig.sent();
  rig.wait(rig.options.keep_alive);
  EXPECT_EQ(rig.sent(), Lines{authorize_line(4, "user.worker", "hunter2secret")});
  EXPECT_EQ(rig.seen.lines_out.back(), authorize_line(4, "user.worker", "***"));
  for (const char* answer : {R"({"id":4,"result":true})", R"({"id":5,"result":false})",
                             R"({"id":6,"error":[20,"Already authorised",null]})"}) {
    rig.pool(answer);
    EXPECT_TRUE(rig.session.ready()) << answer;
    rig.wait(rig.options.keep_alive);
    EXPECT_TRUE(is_call(rig.last_sent(), "mining.authorize"));
  }
  EXPECT_EQ(rig.seen.authorized, 1) << "no news";
  EXPECT_TRUE(rig.seen.warnings.empty());
}

TEST(Handshake, APoolThatHangsUpOnARepeatedLoginIsSpared) {
  Rig rig;
  for (const bool again : {true, true, false}) {
    meet_plain_pool(rig);
    rig.sent();
    rig.wait(rig.options.keep_alive);
    EXPECT_EQ(rig.sent().size(), again ? 1U : 0U);
    rig.disconnect();
  }
}

TEST(Handshake, KeepAliveCanBeTurnedOff) {
  Rig rig;
  rig.options.keep_alive = milliseconds(0);
  rig.handshake_and_job();
  rig.wait(seconds(170));
  EXPECT_TRUE(rig.sent().empty());
}

TEST(Handshake, TheDifficultyThatFitsFollowsTheRate) {
  Rig rig;
  std::optional<double> fits;
  rig.options.fitting_difficulty = [&] { return fits; };
  rig.handshake_and_job();
  rig.wait(SuggestedDifficulty::fit_again);
  EXPECT_TRUE(rig.sent().empty()) << "nothing is known yet";
  fits = 0.01;
  rig.wait(SuggestedDifficulty::fit_again);
  EXPECT_EQ(rig.sent(), Lines{suggest_difficulty_line(4, 0.01)});
  fits = 0.014;
  rig.wait(SuggestedDifficulty::tell_again);
  EXPECT_TRUE(rig.sent().empty()) << "near enough";
  fits = 0.02;
  rig.wait(SuggestedDifficulty::fit_again);
  EXPECT_EQ(rig.sent(), Lines{suggest_difficulty_line(5, 0.02)});
  fits = 0.2;
  rig.wait(SuggestedDifficulty::fit_again);
  EXPECT_TRUE(rig.sent().empty()) << "not so soon again";
  rig.pool(R"({"id":5,"error":[-3,"Method not found",null]})");
  EXPECT_EQ(rig.seen.warnings.size(), 1U);
  rig.wait(SuggestedDifficulty::tell_again);
  EXPECT_TRUE(rig.sent().empty()) << "it does not want to know";
}

TEST(Handshake, AChangedWishIsToldAtOnce) {
  Rig rig;
  rig.handshake();
  SourceWishes wishes;
  for (const double difficulty : {4096.0, 8.0}) {
    wishes.difficulty = difficulty;
    rig.session.set_wishes(first_source, wishes, rig.now);
    const std::string line = rig.last_sent();
    EXPECT_TRUE(is_call(line, "mining.suggest_difficulty")) << line;
    EXPECT_NE(line.find(difficulty == 8 ? "[8]" : "[4096]"), line.npos) << line;
  }
  rig.session.set_wishes(first_source, wishes, rig.now);
  wishes.hash_rate = 1e9;  // Stratum V1 has no word for it
  rig.session.set_wishes(first_source, wishes, rig.now);
  rig.session.set_wishes(first_source + 1, {}, rig.now);  // nobody's
  EXPECT_TRUE(rig.sent().empty());
}

TEST(Handshake, APoolThatClosesOnASuggestionIsNotAskedAThirdTime) {
  Rig rig;
  rig.options.suggest_difficulty = 2;
  for (int i = 0; i < 2; ++i) {
    rig.handshake();
    EXPECT_TRUE(is_call(rig.last_sent(), "mining.suggest_difficulty"));
    rig.disconnect();
  }
  rig.handshake();
  EXPECT_TRUE(rig.sent().empty());
}

TEST(Handshake, APoolThatTalksButGivesNoWorkIsLeft) {
  Rig rig;
  rig.handshake();
  const auto babble = [&](seconds time) {
    for (seconds passed{0}; passed < time; passed += seconds(20)) {
      rig.wait(seconds(20));
      rig.pool(R"({"id":null,"method":"mining.ping","params":[]})");
    }
  };
  babble(seconds(40));
  EXPECT_TRUE(rig.seen.warnings.empty());
  babble(seconds(20));
  EXPECT_EQ(rig.seen.warnings.size(), 1U);
  babble(seconds(220));
  EXPECT_FALSE(rig.session.take_leave());
  rig.pool(NotifyText{}.str());
  babble(seconds(280));
  EXPECT_FALSE(rig.session.take_leave());
  babble(seconds(20));
  EXPECT_TRUE(rig.session.take_leave());
  EXPECT_EQ(rig.seen.warnings.size(), 1U);
}

TEST(Handshake, AFloodOfNonsenseIsDammedAndCounted) {
  Rig rig;
  rig.handshake_and_job();
  for (int i = 0; i < 1000; ++i) rig.pool(R"({"id":777,"result":true})");
  EXPECT_EQ(rig.seen.warnings.size(), 10U);
  rig.wait(seconds(60));
  rig.pool(R"({"id":777,"result":true})");
  ASSERT_EQ(rig.seen.warnings.size(), 12U);
  EXPECT_NE(rig.seen.warnings[10].find("990"), std::string::npos);
}

TEST(Handshake, AnEscapedPasswordIsHiddenToo) {
  Rig rig;
  rig.options.password = "hun\"ter\\/2ü";
  rig.handshake();
  const std::vector<std::string> forms = {R"(hun\"ter\\/2ü)", R"(hun\"ter\\\/2ü)",
                                          R"(\u0068un\u0022ter\u005c\u002F2\u00FC)"};
  for (const auto& form : forms)
    rig.pool(R"({"id":null,"method":"client.show_message","params":["pw )" + form + "\"]}");
  ASSERT_EQ(rig.seen.messages.size(), 3U);
  for (const auto& text : rig.seen.messages) EXPECT_EQ(text, "pw ***");
  for (std::size_t i = 0; i < forms.size(); ++i) {
    const auto& line = rig.seen.lines_in[rig.seen.lines_in.size() - 1 - i];
    EXPECT_NE(line.find("pw ***\"]"), line.npos) << line;
  }
}

TEST(Handshake, ABadLineInTheWireIsNoReasonToGiveRollingUp) {
  Rig rig;
  rig.connect();
  rig.disconnect();  // suspicious
  rig.connect();
  rig.disconnect();  // but without configure it fails as well
  rig.sent();
  rig.connect();
  EXPECT_TRUE(is_call(rig.last_sent(), "mining.configure"));
}

TEST(Handshake, SubscribeIsTriedInThreeForms) {
  Rig rig;
  rig.options.version_rolling = false;
  rig.memory.session_id = "old";
  rig.connect();
  EXPECT_EQ(rig.sent(), Lines{subscribe_line(1, "wildcat/test", "old")});
  rig.pool(R"({"id":1,"result":null,"error":[20,"no such session",null]})");
  EXPECT_EQ(rig.sent(), Lines{subscribe_line(2, "wildcat/test", "")});
  rig.pool(R"({"id":2,"result":"Initialising","error":null})");
  EXPECT_EQ(rig.sent(), Lines{subscribe_line(3, "", "")});
  rig.pool(R"({"id":3,"result":null,"error":"proxy full"})");
  const auto leave = rig.session.take_leave();
  ASSERT_TRUE(leave);
  EXPECT_EQ(leave->kind, Leave::Kind::failed);
  EXPECT_NE(leave->why.message.find("proxy full"), std::string::npos);
}

TEST(Handshake, AuthorizationIsRefusedByFalseOrAnErrorAlone) {
  for (const char* reply :
       {R"("result":false,"error":[24,"Unauthorized worker",null])", R"("result":false)",
        R"("result":null,"error":-1)", R"("result":true,"error":"but no")"}) {
    Rig rig;
    rig.options.version_rolling = false;
    rig.connect();
    rig.pool(R"({"id":1,"result":[[],"ab",4]})");
    rig.pool("{\"id\":2," + std::string(reply) + "}");
    const auto leave = rig.session.take_leave();
    ASSERT_TRUE(leave) << reply;
    EXPECT_EQ(leave->kind, Leave::Kind::refused);
    EXPECT_FALSE(rig.session.ready());
  }
}

TEST(Handshake, AuthorizationHasManyFormsOfYes) {
  for (const char* reply : {R"("result":null,"error":null)", R"("result":"OK")", R"("result":1)",
                            R"("result":{},"error":0)", R"("error":null)"}) {
    Rig rig;
    rig.options.version_rolling = false;
    rig.connect();
    rig.pool(R"({"id":1,"result":[[],"ab",4]})");
    rig.pool("{\"id\":2," + std::string(reply) + "}");
    EXPECT_FALSE(rig.session.take_leave()) << reply;
    EXPECT_TRUE(rig.session.ready()) << reply;
  }
}

TEST(Handshake, EachStepHasItsTime) {
  Rig rig;
  rig.options.version_rolling = false;
  rig.connect();
  rig.wait(rig.options.connect_timeout);
  ASSERT_TRUE(rig.session.take_leave());

  Rig second;
  second.options.version_rolling = false;
  second.connect();
  second.pool(R"({"id":1,"result":[[],"ab",4]})");
  second.wait(second.options.connect_timeout - milliseconds(1));
  EXPECT_FALSE(second.session.take_leave());
  second.wait(milliseconds(1));
  EXPECT_TRUE(second.session.take_leave());
}

TEST(Handshake, SilenceIsLeft) {
  Rig rig;
  rig.handshake_and_job();
  rig.wait(rig.options.silence_timeout - milliseconds(1));
  EXPECT_FALSE(rig.session.take_leave());
  rig.pool(NotifyText{}.str());
  rig.wait(rig.options.silence_timeout - milliseconds(1));
  EXPECT_FALSE(rig.session.take_leave());
  EXPECT_EQ(*rig.session.deadline(), rig.now + milliseconds(1));
  rig.wait(milliseconds(1));
  EXPECT_TRUE(rig.session.take_leave());
}

TEST(Handshake, FiveBadLinesInARowAreEnough) {
  Rig rig;
  rig.handshake();
  for (int i = 0; i < 4; ++i) rig.pool("garbage");
  rig.pool(R"({"id":null,"method":"mining.ping"})");
  for (int i = 0; i < 4; ++i) rig.pool("[1]");
  EXPECT_FALSE(rig.session.take_leave());
  rig.pool("{");
  EXPECT_TRUE(rig.session.take_leave());
  EXPECT_GE(rig.seen.warnings.size(), 9U);
}

TEST(Handshake, AnEndlessLineIsLeft) {
  Rig rig;
  rig.handshake();
  for (int i = 0; i < 20; ++i) rig.session.receive(std::string(16 * 1024, 'x'), rig.now);
  const auto leave = rig.session.take_leave();
  ASSERT_TRUE(leave);
  EXPECT_EQ(leave->why.code, Errc::protocol);
}

TEST(Handshake, ThePoolsQuestionsAreAnswered) {
  Rig rig;
  rig.handshake();
  rig.sent();
  rig.pool(R"({"id":42,"method":"mining.ping","params":[]})");
  rig.pool(R"({"id":"v","method":"client.get_version","params":[]})");
  rig.pool(R"({"id":5,"method":"client.get_dance","params":[]})");
  rig.pool(R"({"id":null,"method":"client.get_dance","params":[]})");
  rig.pool(R"({"id":6,"method":"client.show_message","params":["hi\u001b[2J"]})");
  EXPECT_EQ(rig.sent(), (Lines{R"({"id":42,"result":"pong","error":null})",
                               R"({"id":"v","result":"wildcat/test","error":null})",
                               R"({"id":5,"result":null,"error":[-3,"Method not found",null]})",
                               R"({"id":6,"result":true,"error":null})"}));
  EXPECT_EQ(rig.seen.messages, Lines{"hi[2J"});
  EXPECT_EQ(rig.seen.warnings.size(), 1U);  // the dance, once
}

TEST(Handshake, AFloodOfMessagesIsDammed) {
  Rig rig;
  rig.handshake();
  for (int i = 0; i < 100; ++i)
    rig.pool(R"({"id":null,"method":"client.show_message","params":["buy!"]})");
  EXPECT_EQ(rig.seen.messages.size(), 5U);
  rig.wait(seconds(60));
  rig.pool(R"({"id":null,"method":"client.show_message","params":["buy!"]})");
  EXPECT_EQ(rig.seen.messages.size(), 6U);
}

TEST(Handshake, RepliesToNothingAreOnlyWarnedAbout) {
  Rig rig;
  rig.handshake_and_job();
  rig.pool(R"({"id":777,"result":true,"error":null})");
  rig.pool(R"({"id":null,"result":null,"error":[20,"odd \u0007thing",null]})");
  rig.pool(R"({"id":1,"result":null,"error":null})");  // configure, a second time
  EXPECT_EQ(rig.seen.warnings.size(), 3U);
  EXPECT_NE(rig.seen.warnings[1].find("odd thing"), std::string::npos);
  EXPECT_TRUE(rig.session.ready());
}

TEST(Handshake, ThePasswordIsNowhereToBeSeen) {
  Rig rig;
  rig.connect();
  rig.pool(R"({"id":1,"result":null})");
  rig.pool(R"({"id":2,"result":[[],"ab",4]})");
  rig.pool(R"({"id":null,"method":"client.show_message","params":["pw hunter2secret"]})");
  rig.pool(R"({"id":3,"result":null,"error":[24,"wrong password hunter2secret",null]})");
  const auto leave = rig.session.take_leave();
  ASSERT_TRUE(leave);
  Lines all{leave->why.message};
  for (const auto* list :
       {&rig.seen.lines_in, &rig.seen.lines_out, &rig.seen.warnings, &rig.seen.messages})
    all.insert(all.end(), list->begin(), list->end());
  for (const auto& text : all) EXPECT_EQ(text.find("hunter2secret"), text.npos) << text;
  bool sent = false;
  for (const auto& line : rig.sent()) sent = sent || line.find("hunter2secret") != line.npos;
  EXPECT_TRUE(sent);
}

struct Service {
  std::string says;
  const char* name;
};

/// Each byte by itself: services do not ask how their greeting is cut.
TEST(Handshake, AServiceThatIsNoPoolIsNamed) {
  for (const Service& service :
       {Service{"HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n", "web server"},
        Service{"<!DOCTYPE html>\n", "web server"}, Service{"SSH-2.0-OpenSSH_9.2\r\n", "SSH"},
        Service{std::string("\x15\x03\x01\x00\x02\x02\x0a", 7), "stratum+ssl://"},
        Service{std::string(234, '\xa7'), "Stratum V2"}, Service{"220 mail ESMTP\r\n", "mail"}}) {
    Rig rig;
    rig.connect();
    for (const char c : service.says) rig.session.receive(std::string(1, c), rig.now);
    const auto leave = rig.session.take_leave();
    ASSERT_TRUE(leave) << service.name;
    EXPECT_EQ(leave->kind, Leave::Kind::failed);
    EXPECT_NE(leave->why.message.find(service.name), std::string::npos) << leave->why.message;
  }
}

TEST(Handshake, ALossBeforeAnyMessageSaysWhatToCheck) {
  const Error closed{Errc::io, "closed", {}};
  Rig rig;
  rig.connect();
  EXPECT_NE(rig.session.explain(closed).message.find("not said a word"), std::string::npos);
  rig.session.receive("what\x1b[2J?", rig.now);
  EXPECT_NE(rig.session.explain(closed).message.find("had said 'what[2J?'"), std::string::npos);
  rig.disconnect();
  rig.connect();
  rig.pool(R"({"id":1,"result":null})");
  EXPECT_EQ(rig.session.explain(closed).message, "closed") << "it is a pool";
}

TEST(Handshake, Reconnects) {
  Rig rig;
  rig.handshake();
  rig.pool(R"({"id":null,"method":"client.reconnect","params":["evil.example",3333,0]})");
  EXPECT_FALSE(rig.session.take_leave());
  EXPECT_EQ(rig.seen.warnings.size(), 1U);
  rig.pool(R"({"id":null,"method":"client.reconnect","params":["us.pool.test","4444",7]})");
  const auto leave = rig.session.take_leave();
  ASSERT_TRUE(leave);
  EXPECT_EQ(leave->kind, Leave::Kind::redirected);
  EXPECT_EQ(leave->to, (Endpoint{"us.pool.test", 4444}));
  EXPECT_EQ(leave->wait, seconds(7));
}

}  // namespace
}  // namespace wildcat::stratum
