// SPDX-License-Identifier: MIT
// What we send: exact bytes for the usual, valid JSON for the unusual, always short.
#include "stratum/v1/request.h"

#include <gtest/gtest.h>

#include <cmath>

#include "stratum/v1/json.h"
#include "wildcat/header.h"

namespace wildcat::stratum {
namespace {

TEST(Request, Lines) {
  EXPECT_EQ(configure_line(1, 0x1fffe000),
            R"({"id":1,"method":"mining.configure","params":[["version-rolling"],)"
            R"({"version-rolling.mask":"1fffe000","version-rolling.min-bit-count":2}]})");
  EXPECT_EQ(configure_line(1, 0x1fffe000, 0.25), configure_line(1, 0x1fffe000));
  EXPECT_EQ(configure_line(1, 0x1fffe000, 1e6),
            R"({"id":1,"method":"mining.configure","params":[["version-rolling",)"
            R"("minimum-difficulty"],{"version-rolling.mask":"1fffe000",)"
            R"("version-rolling.min-bit-count":2,"minimum-difficulty.value":1000000}]})");
  EXPECT_EQ(subscribe_line(2, "a/1", ""),
            R"({"id":2,"method":"mining.subscribe","params":["a/1"]})");
  EXPECT_EQ(subscribe_line(2, "a/1", "sid"),
            R"({"id":2,"method":"mining.subscribe","params":["a/1","sid"]})");
  EXPECT_EQ(subscribe_line(2, "", ""), R"({"id":2,"method":"mining.subscribe","params":[]})");
  EXPECT_EQ(extranonce_subscribe_line(3),
            R"({"id":3,"method":"mining.extranonce.subscribe","params":[]})");
  EXPECT_EQ(authorize_line(4, "u.w", "x"),
            R"({"id":4,"method":"mining.authorize","params":["u.w","x"]})");
  EXPECT_EQ(suggest_difficulty_line(5, 1000),
            R"({"id":5,"method":"mining.suggest_difficulty","params":[1000]})");
  EXPECT_EQ(answer_line("\"x\"", "true"), R"({"id":"x","result":true,"error":null})");
  EXPECT_EQ(unknown_method_line("7"),
            R"({"id":7,"result":null,"error":[-3,"Method not found",null]})");
}

TEST(Request, SubmitHasFiveOrSixParameters) {
  SubmitFields fields{"u.w", "j\"1", "00ff", 0x6155a491, 0xa, std::nullopt};
  EXPECT_EQ(
      submit_line(9, fields),
      R"({"id":9,"method":"mining.submit","params":["u.w","j\"1","00ff","6155a491","0000000a"]})");
  fields.version_bits = 0;
  EXPECT_EQ(
      submit_line(9, fields),
      R"({"id":9,"method":"mining.submit","params":["u.w","j\"1","00ff","6155a491","0000000a","00000000"]})");
}

TEST(Request, OddTextStaysJsonOnOneLine) {
  const std::string odd = "a\"b\\c\nd\te\x01";
  const auto line = authorize_line(1, odd, odd);
  EXPECT_EQ(line.find('\n'), line.npos);
  const auto value = parse_json(line);
  ASSERT_TRUE(value);
  EXPECT_EQ(as_text(value->at("params").as_array().at(0)), odd);
}

TEST(Request, NumbersReadBackTheSame) {
  for (double number : {1e-9, 0.001, 0.1, 1.0 / 3, 42.0, 16383.75, 1e15, 1e300, 5e-324}) {
    const auto value = parse_json("[" + number_text(number) + "]");
    ASSERT_TRUE(value) << number;
    EXPECT_EQ(as_number(value->as_array().at(0)), number);
  }
}

TEST(Request, NumbersArePlainDigits) {
  EXPECT_EQ(number_text(100'000), "100000");
  EXPECT_EQ(number_text(1e15), "1000000000000000");
  EXPECT_EQ(number_text(1e-9), "0.000000001");
  EXPECT_EQ(number_text(0.1), "0.1");
  EXPECT_EQ(suggest_difficulty_line(5, 100'000),
            R"({"id":5,"method":"mining.suggest_difficulty","params":[100000]})");
  // What a pool numbers with an exponent goes back without one.
  EXPECT_EQ(number_text(*parse_json("1e5")), "100000");
  EXPECT_EQ(number_text(*parse_json("18446744073709551615")), "18446744073709551615");
  EXPECT_EQ(number_text(*parse_json("1e400")), "");
}

TEST(Request, Hex32) {
  EXPECT_EQ(hex32(0), "00000000");
  EXPECT_EQ(hex32(0x89abcdef), "89abcdef");
  EXPECT_EQ(hex32(0xffffffff), "ffffffff");
}

}  // namespace
}  // namespace wildcat::stratum
