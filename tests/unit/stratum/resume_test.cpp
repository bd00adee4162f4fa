// SPDX-License-Identifier: MIT
// What survives a broken connection: everything when the pool knows us again, nothing otherwise.
#include <gtest/gtest.h>

#include "tests/unit/stratum/rig.h"

namespace wildcat::stratum {
namespace {

using namespace testing;
using Kind = ShareOutcome::Kind;

TEST(Resume, TheSameExtranonceKeepsJobsAndResends) {
  Rig rig;
  rig.handshake_and_job();
  const MinedJob job = rig.job();
  rig.submit(mine(job, 0, 0));
  rig.submit(mine(job, 0, 1));
  rig.disconnect();
  EXPECT_TRUE(rig.sink.mining);
  rig.submit(mine(job, 0, 2));  // found meanwhile: held
  EXPECT_EQ(rig.seen.submitted.size(), 2U);
  rig.sent();
  rig.connect();
  rig.pool(R"({"id":1,"result":{"version-rolling":true,"version-rolling.mask":"1fffe000"}})");
  EXPECT_EQ(rig.last_sent(), subscribe_line(2, "wildcat/test", "5e551d"));
  rig.pool(R"({"id":2,"result":[[["mining.notify","5e551d"]],"9b19f82f",4]})");
  EXPECT_EQ(rig.seen.submitted.size(), 2U);
  rig.pool(R"({"id":3,"result":true})");
  EXPECT_EQ(rig.seen.resumed, (std::vector<bool>{false, true}));
  EXPECT_EQ(rig.sink.drops, 0);
  ASSERT_EQ(rig.seen.submitted.size(), 5U);
  EXPECT_EQ(rig.seen.submitted[2].number, 1U);
  EXPECT_EQ(rig.seen.submitted[3].number, 2U);
  EXPECT_EQ(rig.seen.submitted[4].number, 3U);
  EXPECT_EQ(rig.seen.submitted[2].hash, rig.seen.submitted[0].hash);
  // The pool had the first one: what it said then is lost, but it is no fault of ours now.
  rig.pool("{\"id\":" + std::to_string(rig.seen.submitted[2].id) +
           R"(,"error":[22,"duplicate",null]})");
  EXPECT_EQ(rig.seen.results.at(0).outcome.kind, Kind::lost);
  rig.pool("{\"id\":" + std::to_string(rig.seen.submitted[3].id) + R"(,"result":true})");
  EXPECT_EQ(rig.seen.results.at(1).outcome.kind, Kind::accepted);
  // The old difficulty still holds for the next job.
  NotifyText next;
  next.id = "job2";
  rig.pool(next.str());
  EXPECT_EQ(rig.seen.job_difficulties.back(), 1e-9);
}

TEST(Resume, AnotherExtranonceDropsEverything) {
  Rig rig;
  rig.handshake_and_job();
  const MinedJob job = rig.job();
  rig.submit(mine(job, 0, 0));
  rig.disconnect();
  rig.submit(mine(job, 0, 1));
  rig.handshake("00000001");
  EXPECT_EQ(rig.seen.resumed, (std::vector<bool>{false, false}));
  EXPECT_EQ(rig.sink.drops, 1);
  ASSERT_EQ(rig.seen.results.size(), 1U);
  EXPECT_EQ(rig.seen.results[0].outcome.kind, Kind::lost);
  EXPECT_EQ(rig.seen.dropped, std::vector<StaleFault>{StaleFault::network});
  rig.submit(mine(job, 0, 2));
  // Not our fault: the connection's.
  EXPECT_EQ(rig.seen.dropped.back(), StaleFault::network);
  EXPECT_EQ(rig.seen.dropped.size(), 2U);
  EXPECT_EQ(rig.seen.submitted.size(), 1U);
  // The same job id under the new extranonce1 is a job of its own.
  rig.pool(NotifyText{}.str());
  EXPECT_EQ(rig.sink.jobs.size(), 2U);
}

TEST(Resume, ADifficultyOfTheFormerConnectionIsForgotten) {
  Rig rig;
  rig.handshake();
  rig.pool(R"({"id":null,"method":"mining.set_difficulty","params":[512]})");
  rig.disconnect();
  rig.connect();
  rig.pool(R"({"id":1,"result":null})");
  rig.pool(R"({"id":2,"result":[[],"77",4]})");
  rig.pool(NotifyText{}.str());
  EXPECT_EQ(rig.seen.job_difficulties, std::vector<double>{1});
  EXPECT_EQ(rig.seen.difficulties, (std::vector<double>{1e-9, 512, 1}));
  EXPECT_EQ(rig.job().roll_mask, 0U);
}

TEST(Resume, AnAttemptThatFailsEarlyKeepsTheDifficulty) {
  Rig rig;
  rig.handshake();
  rig.pool(R"({"id":null,"method":"mining.set_difficulty","params":[512]})");
  rig.disconnect();
  for (const bool subscribing : {false, true}) {
    rig.connect();
    if (subscribing) rig.pool(R"({"id":1,"error":[20,"no",null]})");
    rig.memory.session_id = "5e551d";
    rig.disconnect();
    rig.memory = PoolQuirks{};
    rig.memory.session_id = "5e551d";
  }
  rig.connect();
  rig.pool(R"({"id":1,"result":null})");
  rig.pool(R"({"id":2,"result":[[["mining.notify","5e551d"]],"9b19f82f",4]})");
  rig.pool(NotifyText{}.str());
  EXPECT_EQ(rig.seen.resumed.back(), true);
  EXPECT_EQ(rig.seen.job_difficulties.back(), 512);
}

TEST(Resume, WithoutASessionIdTheWorkStopsAtOnce) {
  Rig rig;
  rig.options.version_rolling = false;
  rig.connect();
  rig.pool(R"({"id":1,"result":[[],"ab",4]})");
  rig.pool(R"({"id":2,"result":true})");
  rig.pool(NotifyText{}.str());
  EXPECT_TRUE(rig.sink.mining);
  rig.disconnect();
  EXPECT_FALSE(rig.sink.mining);
}

TEST(Resume, WorkIsHeldForAMinuteAndTakenUpAgain) {
  Rig rig;
  rig.handshake_and_job();
  rig.disconnect();
  EXPECT_EQ(*rig.session.deadline(), rig.now + PoolJobs::hold_time);
  rig.wait(PoolJobs::hold_time - milliseconds(1));
  EXPECT_TRUE(rig.sink.mining);
  rig.wait(milliseconds(1));
  EXPECT_FALSE(rig.sink.mining);
  EXPECT_FALSE(rig.session.deadline());
  rig.handshake();
  EXPECT_EQ(rig.seen.resumed.back(), true);
  EXPECT_TRUE(rig.sink.mining);
}

TEST(Resume, AChangedMaskIsOfferedAnew) {
  Rig rig;
  rig.handshake_and_job();
  const Share rolled = mine(rig.job(), 0x00400000);
  rig.submit(rolled);
  rig.disconnect();
  rig.handshake("9b19f82f", 4, R"({"version-rolling":true,"version-rolling.mask":"00006000"})");
  EXPECT_EQ(rig.job().roll_mask, 0x6000U);
  EXPECT_TRUE(rig.job().clean);
  // Its bits are not ours any more, so it cannot be sent again.
  EXPECT_EQ(rig.seen.submitted.size(), 1U);
  EXPECT_EQ(rig.seen.results.at(0).outcome.kind, Kind::lost);
}

TEST(Resume, ClosingOnTheSessionIdMeansWithoutIt) {
  Rig rig;
  rig.options.version_rolling = false;
  rig.handshake_and_job();
  rig.disconnect();
  rig.sent();
  rig.connect();
  EXPECT_EQ(rig.last_sent(), subscribe_line(1, "wildcat/test", "5e551d"));
  rig.disconnect();
  EXPECT_FALSE(rig.sink.mining);
  rig.sent();
  rig.connect();
  EXPECT_EQ(rig.last_sent(), subscribe_line(1, "wildcat/test", ""));
}

TEST(Resume, UnansweredOfflineIsLostAfterItsTime) {
  Rig rig;
  rig.handshake_and_job();
  rig.submit(mine(rig.job()));
  rig.disconnect();
  rig.wait(rig.options.reply_timeout + milliseconds(1));
  EXPECT_EQ(rig.seen.results.at(0).outcome.kind, Kind::lost);
  rig.handshake();
  EXPECT_EQ(rig.seen.submitted.size(), 1U);
}

TEST(Resume, TheEndLeavesNothingOpen) {
  Rig rig;
  rig.options.max_shares = 1;
  rig.handshake_and_job();
  rig.submit(mine(rig.job(), 0, 0));
  rig.submit(mine(rig.job(), 0, 1));
  rig.session.finish(rig.now);
  EXPECT_FALSE(rig.sink.mining);
  EXPECT_EQ(rig.seen.results.size(), 1U);
  EXPECT_TRUE(rig.seen.dropped.empty());
  EXPECT_EQ(rig.seen.withheld, 1U);
}

}  // namespace
}  // namespace wildcat::stratum
