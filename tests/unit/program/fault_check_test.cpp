// SPDX-License-Identifier: MIT
// --inject and --expect: what is read, and when the run fails.
#include <gtest/gtest.h>

#include "miner/json/json_writer.h"
#include "miner/options/mine_options.h"
#include "miner/options/parse.h"
#include "miner/run/fault_check.h"

namespace wildcat::program {
namespace {

using stratum::FaultAnswer;
using stratum::FaultKind;

Result<MineOptions> options(const std::vector<std::string>& words) {
  const auto raw = parse_arguments(*find_command("mine"), words);
  if (!raw) return raw.error();
  return read_mine_options(*raw);
}

TEST(Inject, SeveralWaysOfSeveral) {
  const auto read = options({"--inject", "stale=0.25", "--inject=wrong-job,huge-line=1"});
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->faults.size(), 3U);
  EXPECT_EQ(read->faults[0].kind, FaultKind::stale);
  EXPECT_EQ(read->faults[0].rate, 0.25);
  EXPECT_EQ(read->faults[1].kind, FaultKind::wrong_job);
  EXPECT_EQ(read->faults[1].rate, 1);
  EXPECT_EQ(read->faults[2].kind, FaultKind::huge_line);
}

TEST(Inject, Refusals) {
  const auto refusal = [](const std::vector<std::string>& words) {
    const auto read = options(words);
    return read ? std::string() : read.error().message;
  };
  EXPECT_NE(refusal({"--inject", "duplicat"}).find("did you mean duplicate?"), std::string::npos);
  EXPECT_NE(refusal({"--inject", "xyz"}).find("there are stale, duplicate"), std::string::npos);
  for (const char* rate : {"0", "-1", "1.1", "nan", "x", ""})
    EXPECT_NE(refusal({"--inject", std::string("stale=") + rate}).find("above 0 and up to 1"),
              std::string::npos)
        << rate;
  EXPECT_NE(refusal({"--inject", "stale,stale=0.5"}).find("twice"), std::string::npos);
  EXPECT_NE(refusal({"--inject", ""}).find("names no fault"), std::string::npos);
  EXPECT_NE(refusal({"--expect"}).find("--inject"), std::string::npos);
}

FaultAnswer answer(FaultKind kind, bool right) {
  FaultAnswer said;
  said.fault = {kind, 3, "line"};
  said.kind = FaultAnswer::Kind::refused;
  said.code = 20;
  said.text = "because";
  said.as_expected = right;
  return said;
}

TEST(FaultCheck, AMismatchEndsTheRunOnlyIfExpected) {
  FaultCheck loose({{FaultKind::stale, 1}}, false), strict({{FaultKind::stale, 1}}, true);
  EXPECT_FALSE(loose.count(answer(FaultKind::stale, false)));
  EXPECT_FALSE(strict.count(answer(FaultKind::stale, true)));
  const auto ending = strict.count(answer(FaultKind::stale, false));
  ASSERT_TRUE(ending);
  EXPECT_EQ(number(ending->code), 8);
  for (const char* part : {"stale", "20 because", "refused as stale", "docs/FAULTS.md"})
    EXPECT_NE(ending->reason.find(part), std::string::npos) << ending->reason;
}

TEST(FaultCheck, AKindWithoutAnyAnswerProvesNothing) {
  FaultCheck check({{FaultKind::stale, 1}, {FaultKind::duplicate, 1}}, true);
  check.count(answer(FaultKind::duplicate, true));
  const auto verdict = check.verdict();
  ASSERT_TRUE(verdict);
  EXPECT_NE(verdict->reason.find("no stale fault"), std::string::npos);
  check.count(answer(FaultKind::stale, true));
  EXPECT_FALSE(check.verdict());
  EXPECT_FALSE(FaultCheck({{FaultKind::stale, 1}}, false).verdict());
}

TEST(FaultCheck, Totals) {
  FaultCheck check({{FaultKind::stale, 1}}, false);
  check.count(stratum::Fault{});
  check.count(stratum::Fault{});
  check.count(answer(FaultKind::stale, false));
  EXPECT_EQ(json_of(check.totals()), R"({"committed":2,"as_expected":0,"unexpected":1})");
  EXPECT_FALSE(FaultCheck({}, false).totals());
}

}  // namespace
}  // namespace wildcat::program
