// SPDX-License-Identifier: MIT
// Lines in and out.
#include "stratum/practice_pool/json_line.h"

#include <gtest/gtest.h>

namespace wildcat::practice {
namespace {

using Kind = Request::Kind;
namespace json = boost::json;

TEST(PracticeJson, ARequestIsTakenApart) {
  const Request request = parse_request(R"({"id":7,"method":"mining.submit","params":["a",2]})");
  EXPECT_EQ(request.kind, Kind::request);
  EXPECT_EQ(request.id, 7);
  EXPECT_EQ(request.method, "mining.submit");
  EXPECT_EQ(string_at(request.params, 0), "a");
  EXPECT_FALSE(string_at(request.params, 1).has_value());
  EXPECT_FALSE(string_at(request.params, 2).has_value());
  EXPECT_EQ(number_at(request.params, 1), 2.0);
}

TEST(PracticeJson, IdsMayBeStringsNullOrMissing) {
  EXPECT_EQ(parse_request(R"({"id":"x","method":"m"})").id, "x");
  EXPECT_TRUE(parse_request(R"({"id":null,"method":"m"})").id.is_null());
  EXPECT_TRUE(parse_request(R"({"method":"m"})").id.is_null());
}

TEST(PracticeJson, WhatIsNoRequest) {
  for (const char* line :
       {"", "{", "[]", "7", "null", "\"a\"", "{}", R"({"id":1})", "{\"id\":1,}",
        R"({"id":1,"method":7})", R"({"id":[],"method":"m"})", R"({"id":true,"method":"m"})",
        "{\"method\":\"\xff\"}", R"({"method":"m"} {"method":"m"})"})
    EXPECT_EQ(parse_request(line).kind, Kind::malformed) << line;
  EXPECT_EQ(parse_request(std::string(10'000, '[')).kind, Kind::malformed);
}

TEST(PracticeJson, AnAnswerIsNotARequest) {
  EXPECT_EQ(parse_request(R"({"id":1,"result":true,"error":null})").kind, Kind::reply);
  EXPECT_EQ(parse_request(R"({"id":1,"error":[1,"x",null]})").kind, Kind::reply);
  EXPECT_EQ(parse_request(R"({"id":1,"method":"m","result":true})").kind, Kind::request);
}

TEST(PracticeJson, LinesOut) {
  EXPECT_EQ(result_line(7, true), "{\"id\":7,\"result\":true,\"error\":null}\n");
  EXPECT_EQ(error_line("a", 23, "Low \"x\""),
            "{\"id\":\"a\",\"result\":false,\"error\":[23,\"Low \\\"x\\\"\",null]}\n");
  EXPECT_EQ(message_line("hi"),
            "{\"id\":null,\"method\":\"client.show_message\",\"params\":[\"hi\"]}\n");
}

TEST(PracticeJson, DifficultiesAreWrittenWithTheShortestDigits) {
  EXPECT_NE(difficulty_line(0.01).find("[0.01]"), std::string::npos);
  EXPECT_NE(difficulty_line(16384).find("[16384]"), std::string::npos);
  EXPECT_NE(difficulty_line(1e-6).find("[0.000001]"), std::string::npos);
  EXPECT_NE(difficulty_line(1e6).find("[1000000]"), std::string::npos);
  EXPECT_EQ(result_line(1e5, true).find("{\"id\":100000,"), 0U);
  EXPECT_NO_THROW((void)json::parse(difficulty_line(1e-6)));
}

TEST(PracticeJson, NumbersMayBeWrittenAsStringsButMustBeNumbers) {
  EXPECT_EQ(as_number("0.5"), 0.5);
  EXPECT_EQ(as_number(3), 3.0);
  EXPECT_EQ(as_number(std::uint64_t{1} << 63), 9223372036854775808.0);
  for (const char* bad : {"", "x", "1x", " 1", "nan", "inf", "1e999"})
    EXPECT_FALSE(as_number(bad).has_value()) << bad;
  for (const json::value& bad : {json::value(nullptr), json::value(true), json::parse("[]")})
    EXPECT_FALSE(as_number(bad).has_value());
  EXPECT_FALSE(number_at(json::parse("{}"), 0).has_value());
}

}  // namespace
}  // namespace wildcat::practice
