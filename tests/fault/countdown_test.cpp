// SPDX-License-Identifier: MIT
// Fail the N-th step, for N = 1, 2, 3 ... until a run gets through without meeting its mishap. The
// client has to reach its goal every time.
#include <gtest/gtest.h>

#include <set>
#include <tuple>

#include "tests/fault/scripted_pool.h"

namespace wildcat::stratum {
namespace {

using namespace testing;

struct Countdown : ::testing::TestWithParam<std::tuple<Mishap, bool>> {};

TEST_P(Countdown, TheClientRecoversFromEveryStep) {
  int n = 1;
  for (;; ++n) {
    ScriptedRun run(3);
    run.options.max_shares = 3;
    std::tie(run.pool.mishap, run.pool.same_extranonce) = GetParam();
    run.pool.fail_at = n;
    run.run();
    ASSERT_FALSE(run.hung) << "step " << n;
    ASSERT_EQ(run.accepted, 3) << "step " << n;
    ASSERT_EQ(run.ended, ClientEnd::stopped) << "step " << n;
    ASSERT_FALSE(run.sink.mining) << "step " << n;
    // Each submission ends in exactly one result.
    std::set<std::uint64_t> numbers;
    for (const auto& result : run.results)
      ASSERT_TRUE(numbers.insert(result.submission.number).second) << "step " << n;
    for (const auto& s : run.submitted) ASSERT_TRUE(numbers.contains(s.number)) << "step " << n;
    if (!run.pool.failed) break;
    ASSERT_GE(run.pool.connections, 1);
    ASSERT_LT(n, 100);
  }
  EXPECT_GT(n, 10);  // open, four lines each way, three shares each way
}

INSTANTIATE_TEST_SUITE_P(All, Countdown,
                         ::testing::Combine(::testing::Values(Mishap::close, Mishap::garbage,
                                                              Mishap::half_line, Mishap::silence),
                                            ::testing::Bool()));

TEST(Fault, ResumedSharesAreSentAgainUnderTheirNumber) {
  // Find the step at which the first share has been sent but not answered.
  for (int n = 8; n < 40; ++n) {
    ScriptedRun run(1);
    run.options.max_shares = 1;
    run.pool.fail_at = n;
    run.run();
    ASSERT_EQ(run.accepted, 1);
    if (run.submitted.size() != 2) continue;
    EXPECT_EQ(run.submitted[0].number, run.submitted[1].number);
    EXPECT_EQ(run.submitted[0].hash, run.submitted[1].hash);
    EXPECT_EQ(run.resumed, (std::vector<bool>{false, true}));
    EXPECT_EQ(run.results.size(), 1U);
    return;
  }
  FAIL() << "no step left a share unanswered";
}

TEST(Fault, RetriesAreCountedExactly) {
  for (const int retries : {0, 1, 4}) {
    ScriptedRun run(1);
    run.options.retries = retries;
    run.pool.refuse_user = true;
    run.options.retry_pause = run.options.retry_pause_max = milliseconds(1);
    run.options.connect_timeout = milliseconds(2000);
    run.run();
    EXPECT_EQ(run.ended, ClientEnd::refused);
    EXPECT_EQ(run.pool.connections, retries + 1);
    EXPECT_EQ(run.pauses.size(), static_cast<std::size_t>(retries) + 1);
    EXPECT_FALSE(run.pauses.back());
    EXPECT_EQ(run.end_reason.code, Errc::refused);
  }
}

TEST(Fault, ARefusedUserWaitsLonger) {
  ScriptedRun run(1);
  run.options.retries = 1;
  run.options.retry_pause = milliseconds(2);
  run.options.retry_pause_max = milliseconds(1000);
  run.options.connect_timeout = milliseconds(2000);
  run.pool.refuse_user = true;
  run.run();
  ASSERT_TRUE(run.pauses.at(0));
  EXPECT_GE(run.pauses[0]->count(), 48);  // 30 times the first pause, less the jitter
}

TEST(Fault, UserNamesThatFitNoLineAreRefusedBeforeConnecting) {
  ScriptedRun run(1);
  run.options.user = std::string(600, 'u');
  run.run();
  EXPECT_EQ(run.ended, ClientEnd::refused);
  EXPECT_EQ(run.end_reason.code, Errc::invalid_argument);
  EXPECT_EQ(run.pool.connections, 0);
}

TEST(Fault, CredentialsOfTheUrlAreUsed) {
  ScriptedRun run(1);
  run.options.pool = *parse_pool_url("who:geheim-geheim@pool.test");
  run.options.user = run.options.password = "";
  run.run();
  bool seen = false;
  for (const auto& line : run.pool.received)
    seen = seen || line.find(R"(["who","geheim-geheim"])") != line.npos;
  EXPECT_TRUE(seen);
  for (const auto& line : run.lines_out) EXPECT_EQ(line.find("geheim"), line.npos);
}

TEST(Fault, EveryLineSentIsShort) {
  ScriptedRun run(3);
  run.options.user = std::string(500, 'u');
  run.options.password = std::string(400, 'p');
  run.run();
  EXPECT_EQ(run.accepted, 3);
  for (const auto& line : run.pool.received) EXPECT_LT(line.size(), 1023U);
}

}  // namespace
}  // namespace wildcat::stratum
