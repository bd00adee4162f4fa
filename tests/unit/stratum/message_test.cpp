// SPDX-License-Identifier: MIT
// Bytes to typed messages: every shape that pools have been seen to send, and many they should not.
#include "stratum/v1/message.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "stratum/net/foreign_text.h"
#include "stratum/v1/json.h"
#include "stratum/v1/refusal.h"

namespace wildcat::stratum {
namespace {

template <class T>
T call(const std::string& line, std::string* id = nullptr) {
  auto message = parse_message(line);
  EXPECT_TRUE(message) << line;
  const auto& c = std::get<Call>(*message);
  if (id != nullptr) *id = c.id;
  EXPECT_TRUE(std::holds_alternative<T>(c.what)) << line;
  return std::get<T>(c.what);
}

Response reply(const std::string& line) {
  auto message = parse_message(line);
  EXPECT_TRUE(message) << line;
  return std::get<Response>(*message);
}

std::string method(const std::string& name, const std::string& params) {
  return "{\"id\":null,\"method\":\"" + name + "\",\"params\":" + params + "}";
}

TEST(Message, WhatIsNoMessageIsSaidSo) {
  for (const char* line : {"", "x", "{", "[]", "42", "\"text\"", "null", "{}", "{\"foo\":1}",
                           "{\"id\":1} {\"id\":2}", "{\"id\":1,}", "{'id':1}", "\xff\xfe"}) {
    const auto message = parse_message(line);
    ASSERT_FALSE(message) << line;
    EXPECT_EQ(message.error().code, Errc::protocol);
  }
  EXPECT_FALSE(parse_message(std::string(1000, '[')));
}

TEST(Message, AMethodMakesACallWhateverElseItCarries) {
  call<SetVersionMask>(
      R"({"id":1,"method":"mining.set_version_mask","params":["1fffe000"],"error":null})");
  call<SetDifficulty>(R"({"id":null,"result":true,"method":"mining.set_difficulty","params":[5]})");
  std::string id;
  call<Ping>(R"({"id":42,"method":"mining.ping","params":[]})", &id);
  EXPECT_EQ(id, "42");
  call<GetVersion>(R"({"id":"v\"1","method":"client.get_version"})", &id);
  EXPECT_EQ(id, R"("v\"1")");
  call<UnknownMethod>(R"({"method":"mining.set_goal","params":{"a":1}})", &id);
  EXPECT_EQ(id, "");
}

TEST(Message, DifficultiesAreExactToTheLastBit) {
  // The C library is the independent reader here.
  std::mt19937_64 random(7);
  for (int i = 0; i < 20'000; ++i) {
    char token[64];
    std::snprintf(token, sizeof token, "%llu.%llue%d",
                  static_cast<unsigned long long>(random() % 100),
                  static_cast<unsigned long long>(random()), static_cast<int>(random() % 40) - 20);
    const double want = std::strtod(token, nullptr);
    if (want == 0) continue;
    ASSERT_EQ(call<SetDifficulty>(method("mining.set_difficulty", "[" + std::string(token) + "]"))
                  .difficulty,
              want)
        << token;
  }
}

TEST(Message, DifficultiesOfAllKinds) {
  const auto difficulty = [](const std::string& token) {
    return call<SetDifficulty>(method("mining.set_difficulty", "[" + token + "]")).difficulty;
  };
  EXPECT_EQ(difficulty("16384"), 16384);
  EXPECT_EQ(difficulty("0.001"), 0.001);
  EXPECT_EQ(difficulty("16383.75"), 16383.75);
  EXPECT_EQ(difficulty("1e15"), 1e15);
  EXPECT_EQ(difficulty("\"512\""), 512);
  EXPECT_EQ(difficulty("\"0.5\""), 0.5);
  EXPECT_EQ(difficulty("18446744073709551615"), 18446744073709551615.0);
  EXPECT_EQ(difficulty("99999999999999999999999"), 99999999999999999999999.0);
  for (const char* bad : {"0", "-1", "-0.5", "null", "true", "\"x\"", "\"\"", "[1]", "{}", "1e400",
                          "1e-400", "\"nan\"", "\"inf\"", "\"-3\"", ""})
    call<Malformed>(method("mining.set_difficulty", "[" + std::string(bad) + "]"));
}

TEST(Message, ExtranonceChanges) {
  const auto both = call<SetExtranonce>(method("mining.set_extranonce", R"(["08000002",4])"));
  EXPECT_EQ(to_hex(both.extranonce1), "08000002");
  EXPECT_EQ(both.extranonce2_size, 4);
  EXPECT_FALSE(call<SetExtranonce>(method("mining.set_extranonce", R"(["ab"])")).extranonce2_size);
  EXPECT_TRUE(
      call<SetExtranonce>(method("mining.set_extranonce", R"(["",0])")).extranonce1.empty());
  for (const char* bad : {"[]", "[1,4]", R"(["abc",4])", R"(["zz",4])", R"(["ab",17])",
                          R"(["ab",-1])", R"(["ab",1.5])", R"(["ab","x"])"})
    call<Malformed>(method("mining.set_extranonce", bad));
  call<Malformed>(method("mining.set_extranonce", "[\"" + std::string(202, 'a') + "\",4]"));
}

TEST(Message, VersionMasks) {
  EXPECT_EQ(call<SetVersionMask>(method("mining.set_version_mask", R"(["1FFFE000"])")).mask,
            0x1fffe000U);
  EXPECT_EQ(call<SetVersionMask>(method("mining.set_version_mask", R"(["0"])")).mask, 0U);
  for (const char* bad : {"[]", "[5]", R"(["123456789"])", R"(["0x1fffe000"])", R"(["-1"])"})
    call<Malformed>(method("mining.set_version_mask", bad));
}

TEST(Message, JobsOfOtherCoins) {
  EXPECT_EQ(call<ForeignNotify>(method("mining.notify", R"(["x","00","00",true])")).parameters, 4U);
  EXPECT_EQ(call<ForeignNotify>(method("mining.notify", "[]")).parameters, 0U);
  call<Malformed>(method("mining.notify", R"(["x","00","00",true,1,2,3,4])"));
}

TEST(Message, Reconnects) {
  const auto plain = call<Reconnect>(method("client.reconnect", "[]"));
  EXPECT_EQ(plain.host, "");
  EXPECT_FALSE(plain.port);
  const auto text = call<Reconnect>(method("client.reconnect", R"(["us.pool.test","3334","7"])"));
  EXPECT_EQ(text.host, "us.pool.test");
  EXPECT_EQ(text.port, 3334);
  EXPECT_EQ(text.wait, std::chrono::seconds(7));
  EXPECT_EQ(call<Reconnect>(method("client.reconnect", R"(["",0,-5])")).wait.count(), 0);
  EXPECT_EQ(call<Reconnect>(method("client.reconnect", R"(["",1,99999])")).wait.count(), 300);
  call<Malformed>(method("client.reconnect", R"(["a",65536,0])"));
  call<Malformed>(method("client.reconnect", R"(["a",-1,0])"));
}

struct Shape {
  const char* line;
  bool yes;
  int code;
  const char* text;
  RejectReason reason;
};

class ErrorShape : public ::testing::TestWithParam<Shape> {};

TEST_P(ErrorShape, IsUnderstood) {
  const auto response = reply(GetParam().line);
  EXPECT_EQ(response.yes(), GetParam().yes);
  if (GetParam().yes) return;
  const auto error = response.error.value_or(PoolError{});
  EXPECT_EQ(error.code, GetParam().code);
  EXPECT_EQ(error.text, GetParam().text);
  EXPECT_EQ(classify(error), GetParam().reason);
}

using enum RejectReason;
INSTANTIATE_TEST_SUITE_P(
    Shapes, ErrorShape,
    ::testing::Values(
        Shape{R"({"id":7,"result":false,"error":[23,"Low difficulty share",null]})", false, 23,
              "Low difficulty share", low_difficulty},
        Shape{R"({"id":7,"result":null,"error":[21,"Job not found",""]})", false, 21,
              "Job not found", stale},
        Shape{
            R"({"id":7,"result":null,"error":{"code":22,"message":"Duplicate share","data":null}})",
            false, 22, "Duplicate share", duplicate},
        Shape{R"({"id":7,"result":false,"error":"Stale"})", false, 0, "Stale", stale},
        Shape{R"({"id":7,"result":false,"error":null,"reject-reason":"Above target"})", false, 0,
              "Above target", low_difficulty},
        Shape{R"({"id":7,"result":true,"error":null,"reject-reason":null})", true, 0, "", other},
        Shape{R"({"id":7,"error":[23,"high-hash"]})", false, 23, "high-hash", low_difficulty},
        Shape{R"({"id":7,"result":true,"error":[]})", true, 0, "", other},
        Shape{R"({"id":7,"result":true})", true, 0, "", other},
        Shape{R"({"id":7,"result":true,"error":false})", true, 0, "", other},
        Shape{R"({"id":"7","result":true,"error":""})", true, 0, "", other},
        Shape{R"({"id":7,"result":null,"error":null})", true, 0, "", other},
        Shape{R"({"id":7})", true, 0, "", other},
        Shape{R"({"id":7,"result":"true","error":null})", true, 0, "", other},
        Shape{R"({"id":7,"result":{"status":"OK"},"error":0})", true, 0, "", other},
        Shape{R"({"id":7,"result":false,"error":null})", false, 0, "", other},
        Shape{R"({"id":7,"result":null,"error":0.5})", false, 1, "", other},
        Shape{R"({"id":7,"result":true,"error":[24,"Unauthorized worker",null]})", false, 24,
              "Unauthorized worker", unauthorized},
        Shape{R"({"id":7,"error":["25","Not subscribed"]})", false, 25, "Not subscribed",
              not_subscribed},
        Shape{R"({"id":7,"error":["unknown-work"]})", false, 0, "unknown-work", stale},
        Shape{R"({"id":7,"error":[36,"?"]})", false, 36, "?", stale},
        Shape{R"({"id":7,"error":[20,"DUPLICATE SHARE"]})", false, 20, "DUPLICATE SHARE",
              duplicate},
        Shape{R"({"id":7,"error":"Worker mismatch"})", false, 0, "Worker mismatch", unauthorized},
        Shape{R"({"id":7,"error":-3})", false, -3, "", other},
        Shape{R"({"id":7,"error":[99999999999999999999,{}]})", false, 0, "", other}));

TEST(Message, TheWordsOfARefusal) {
  const auto reason = [](const char* words) { return classify(PoolError{-2, words}); };
  for (const char* words :
       {"Job 'bf7f' not found", "Job 'dup1' not found", "Unknown job id 12", "JobNotFound",
        "Invalid JobID", "no such work", "job of this worker not found", "Old job", "unknown-work",
        "The job has expired", "ntime-too-old", "no workbase", "STALE_SHARE"})
    EXPECT_EQ(reason(words), stale) << words;
  for (const char* words : {"Duplicate", "share already submitted", "DuplicateShare"})
    EXPECT_EQ(reason(words), duplicate) << words;
  for (const char* words : {"Low difficulty share of 0.01", "share above target", "high-hash",
                            "h-not-zero", "LowDifficultyShare", "difficulty 0.1 is below 1",
                            "Share difficulty is too low", "hash does not meet the target"})
    EXPECT_EQ(reason(words), low_difficulty) << words;
  for (const char* words : {"Worker 'a.b' not found", "unknown user", "Not authorised"})
    EXPECT_EQ(reason(words), unauthorized) << words;
  EXPECT_EQ(reason("miner has no subscription"), not_subscribed);
  for (const char* words : {"", "...", "Internal error", "invalid version mask", "workers rest"})
    EXPECT_EQ(reason(words), other) << words;
}

TEST(ForeignText, Base64AsRfc4648Says) {
  const char* const encoded[] = {"", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
  for (std::size_t i = 0; i < std::size(encoded); ++i)
    EXPECT_EQ(base64(std::string_view("foobar").substr(0, i)), encoded[i]);
  EXPECT_EQ(base64("\xff\xfe\xfd"), "//79");
}

TEST(Message, IdsOfReplies) {
  EXPECT_EQ(reply(R"({"id":7,"result":true})").id, 7U);
  EXPECT_EQ(reply(R"({"id":"7","result":true})").id, 7U);
  for (const char* id : {"null", "0", "-1", "\"x\"", "1.5", "[]", "{}", "true", "\"\""})
    EXPECT_FALSE(reply(R"({"result":true,"id":)" + std::string(id) + "}").id) << id;
}

TEST(Message, Subscriptions) {
  const auto read = [](const std::string& text) { return parse_subscription(*parse_json(text)); };
  const auto usual =
      read(R"([[["mining.set_difficulty","b4"],["mining.notify","ae68"]],"08000002",4])");
  ASSERT_TRUE(usual);
  EXPECT_EQ(usual->session_id, "ae68");
  EXPECT_EQ(to_hex(usual->extranonce1), "08000002");
  EXPECT_EQ(usual->extranonce2_size, 4);
  EXPECT_EQ(read(R"([["mining.notify","flat"],"",0])")->session_id, "flat");
  EXPECT_EQ(read(R"([[["mining.set_difficulty","d"]],"ab",16,"more"])")->session_id, "d");
  EXPECT_EQ(read(R"([[],"ab",8])")->session_id, "");
  EXPECT_EQ(read(R"([null,"ab","8"])")->extranonce2_size, 8);
  for (const char* bad : {"null", "true", "[]", "[[],\"ab\"]", "[[],5,4]", "[[],\"abc\",4]",
                          "[[],\"ab\",17]", "[[],\"ab\",-1]", "[[],\"ab\",null]", "{}"})
    EXPECT_FALSE(read(bad)) << bad;
}

TEST(Message, VersionRollingGrants) {
  const auto read = [](const std::string& text) {
    return parse_version_rolling(*parse_json(text), 0x1fffe000);
  };
  EXPECT_EQ(read(R"({"version-rolling":true,"version-rolling.mask":"18000000"})"), 0x18000000U);
  EXPECT_EQ(read(R"({"version-rolling":true})"), 0x1fffe000U);
  EXPECT_EQ(read(R"({"version-rolling":true,"version-rolling.mask":"00000000"})"), 0U);
  for (const char* no :
       {"null", "true", "[]", "{}", R"({"version-rolling":false})", R"({"version-rolling":"why"})",
        R"({"version-rolling":true,"version-rolling.mask":"zz"})",
        R"({"version-rolling":false,"version-rolling.mask":"00000000"})"})
    EXPECT_FALSE(read(no)) << no;
}

TEST(Text, IsMadeSafeToPrint) {
  EXPECT_EQ(sanitize("plain text"), "plain text");
  EXPECT_EQ(sanitize("\x1b[31mred\x07\r\n\x7f"), "[31mred");
  EXPECT_EQ(sanitize("gr\xc3\xbc\xc3\x9f"), "gr??");
  EXPECT_EQ(sanitize("\x9b"
                     "2J"),
            "2J");
  EXPECT_EQ(sanitize(std::string(500, 'a')).size(), 200U);
}

TEST(Text, HidesSecrets) {
  EXPECT_EQ(hide("bad password hunter2secret!", "hunter2secret"), "bad password ***!");
  EXPECT_EQ(hide("ssssssss", "ssssssss"), "***");
  EXPECT_EQ(hide("extra x", "x"), "extra x");
}

}  // namespace
}  // namespace wildcat::stratum
