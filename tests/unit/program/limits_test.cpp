// SPDX-License-Identifier: MIT
// When the program stops, and the numbers it stops with.
#include "miner/run/limits.h"

#include <gtest/gtest.h>

#include <set>

namespace wildcat::program {
namespace {

ShareOutcome outcome(ShareOutcome::Kind kind, bool block = false) {
  ShareOutcome made;
  made.kind = kind;
  made.is_block = block;
  return made;
}
const ShareOutcome accepted = outcome(ShareOutcome::Kind::accepted);

TEST(Limits, OnlyAcceptedSharesCount) {
  Limits limits({{}, 2, {}, {}});
  EXPECT_FALSE(limits.count(outcome(ShareOutcome::Kind::rejected)));
  EXPECT_FALSE(limits.count(outcome(ShareOutcome::Kind::stale)));
  EXPECT_FALSE(limits.count(outcome(ShareOutcome::Kind::lost)));
  EXPECT_FALSE(limits.count(accepted));
  const auto ending = limits.count(accepted);
  ASSERT_TRUE(ending);
  EXPECT_EQ(ending->code, ExitCode::ok);
  EXPECT_EQ(ending->reason, "2 accepted shares, as asked");
}

TEST(Limits, BlocksAreAcceptedBlocks) {
  Limits limits({{}, {}, 1, {}});
  EXPECT_FALSE(limits.count(accepted));
  EXPECT_FALSE(limits.count(outcome(ShareOutcome::Kind::stale, true)));
  ASSERT_TRUE(limits.count(outcome(ShareOutcome::Kind::accepted, true)));
}

TEST(Limits, WithoutLimitsNothingEnds) {
  Limits limits(LimitSettings{});
  for (int i = 0; i < 1000; ++i) EXPECT_FALSE(limits.count(accepted));
}

TEST(Limits, TimeAloneIsFineAndTimeBeforeTheOthersIsNot) {
  EXPECT_EQ(Limits({1, {}, {}, {}}).time_up().code, ExitCode::ok);
  EXPECT_EQ(Limits({1, 5, {}, {}}).time_up().code, ExitCode::time_limit);
  EXPECT_EQ(Limits({1, {}, 5, {}}).time_up().code, ExitCode::time_limit);
}

TEST(Limits, TimeUpSaysHowFarItGot) {
  Limits limits({1, 5, {}, {}});
  EXPECT_FALSE(limits.count(accepted));
  EXPECT_EQ(limits.time_up().reason, "1 second is over with 1 of 5 shares accepted");
  EXPECT_EQ(Limits({2.5, {}, {}, {}}).time_up().reason, "2.5 seconds are over, as asked");
}

TEST(Limits, RefusalsCountButNotThoseThatCrossedWithNewWork) {
  Limits limits({{}, {}, {}, 2});
  ShareOutcome stale = outcome(ShareOutcome::Kind::stale);
  stale.fault = StaleFault::network;
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(limits.count(stale));
  EXPECT_FALSE(limits.count(accepted));
  EXPECT_FALSE(limits.count(outcome(ShareOutcome::Kind::rejected)));
  stale.fault = StaleFault::pool;
  const auto ending = limits.count(stale);
  ASSERT_TRUE(ending);
  EXPECT_EQ(ending->code, ExitCode::reject_limit);
  EXPECT_EQ(ending->reason, "2 shares refused by the pool");
}

TEST(ExitCodes, TheNumbersAreAnInterface) {
  std::set<std::string_view> names;
  int last = -1;
  for (const ExitCodeRow& row : exit_codes()) {
    EXPECT_GT(number(row.code), last);
    last = number(row.code);
    EXPECT_EQ(to_string(row.code), row.name);
    names.insert(row.name);
  }
  EXPECT_EQ(names.size(), exit_codes().size());
  EXPECT_EQ(to_string(static_cast<ExitCode>(9)), "reject-limit");
  EXPECT_EQ(to_string(static_cast<ExitCode>(4)), "pool-unreachable");
  EXPECT_EQ(to_string(static_cast<ExitCode>(7)), "time-limit");
  EXPECT_EQ(to_string(static_cast<ExitCode>(8)), "unexpected-answer");
}

TEST(ExitCodes, OfDeviceErrors) {
  EXPECT_EQ(exit_code_for_device_error({Errc::not_found, ""}), ExitCode::usage);
  EXPECT_EQ(exit_code_for_device_error({Errc::invalid_argument, ""}), ExitCode::usage);
  EXPECT_EQ(exit_code_for_device_error({Errc::not_runnable, ""}), ExitCode::no_device);
  EXPECT_EQ(exit_code_for_device_error({Errc::self_test_failed, ""}), ExitCode::self_test_failed);
  EXPECT_EQ(exit_code_for_device_error({Errc::io, ""}), ExitCode::runtime_failure);
}

}  // namespace
}  // namespace wildcat::program
