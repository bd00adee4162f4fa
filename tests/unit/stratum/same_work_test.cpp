// SPDX-License-Identifier: MIT
// Pools that give the same work again and again, under new names or the old one: it is one job,
// searched once, and its shares go out once, under a name that holds.
#include <gtest/gtest.h>

#include <set>

#include "engine/job_source.h"
#include "tests/support/rectangles.h"
#include "tests/unit/stratum/rig.h"

namespace wildcat::stratum {
namespace {

using namespace testing;

NotifyText called(const std::string& id, const std::string& clean = "false") {
  NotifyText text;
  text.id = id;
  text.clean = clean;
  return text;
}

NotifyText others_called(const std::string& id) {
  NotifyText text = called(id);
  text.coinb1 = "0101";
  return text;
}

TEST(SameWork, UnderANewNameIsTheSameJob) {
  Rig rig;
  rig.handshake();
  rig.pool(called("a", "true").str());
  const MinedJob first = rig.job();
  rig.submit(mine(first, 0, 0));
  for (const char* name : {"b1", "b2", "b3"}) {
    rig.pool(called(name).str());
    EXPECT_EQ(rig.job().job, first.job);
    EXPECT_EQ(rig.job().name, name);
    EXPECT_FALSE(rig.job().clean);
  }
  EXPECT_EQ(rig.seen.job_ids, (std::vector<std::string>{"a", "b1", "b2", "b3"}));
  rig.submit(mine(first, 0, 0));  // found again
  EXPECT_EQ(rig.seen.withheld, 1U);
  rig.submit(mine(first, 0, 1));
  ASSERT_EQ(rig.seen.submitted.size(), 2U);
  EXPECT_EQ(rig.seen.submitted[0].job_id, "a");
  EXPECT_EQ(rig.seen.submitted[1].job_id, "b3") << "the newest name that holds";
}

TEST(SameWork, CalledCleanLeavesOnlyTheNewName) {
  Rig rig;
  rig.handshake();
  rig.pool(called("a").str());
  const MinedJob first = rig.job();
  rig.pool(called("b", "true").str());
  EXPECT_EQ(rig.job().job, first.job);
  EXPECT_FALSE(rig.job().clean) << "what is in hand is not void";
  rig.submit(mine(first));
  ASSERT_EQ(rig.seen.submitted.size(), 1U);
  EXPECT_EQ(rig.seen.submitted[0].job_id, "b");
  // The name comes to stand for other work, and the job has no other.
  rig.pool(others_called("b").str());
  rig.submit(mine(first, 0, 1));
  EXPECT_EQ(rig.seen.dropped, std::vector<StaleFault>{StaleFault::switching});
}

TEST(SameWork, ANameThatIsGivenAwayLeavesTheOthers) {
  Rig rig;
  rig.handshake();
  rig.pool(called("a").str());
  const MinedJob first = rig.job();
  rig.pool(called("b").str());
  rig.pool(others_called("b").str());
  rig.submit(mine(first));
  ASSERT_EQ(rig.seen.submitted.size(), 1U);
  EXPECT_EQ(rig.seen.submitted[0].job_id, "a");
}

TEST(SameWork, AShareGoesUnderANameWhoseDifficultyItMeets) {
  Rig rig;
  rig.handshake();
  rig.pool(called("easy").str());
  const MinedJob first = rig.job();
  rig.pool(R"({"id":null,"method":"mining.set_difficulty","params":[1]})");
  rig.pool(called("hard").str());
  EXPECT_EQ(rig.job().job, first.job);
  rig.submit(mine(first));
  ASSERT_EQ(rig.seen.submitted.size(), 1U);
  EXPECT_EQ(rig.seen.submitted[0].job_id, "easy");
  EXPECT_EQ(rig.seen.submitted[0].pool_difficulty, 1e-9);
}

TEST(SameWork, OnAnotherConnectionIsAnotherJob) {
  Rig rig;
  rig.handshake("9b19f82f");
  rig.pool(called("a").str());
  const auto first = rig.job().job;
  rig.disconnect();
  rig.handshake("9b19f82f");  // resumed
  rig.pool(called("b").str());
  EXPECT_EQ(rig.job().job, first);
  rig.disconnect();
  rig.handshake("00000001");
  rig.pool(called("a").str());
  EXPECT_NE(rig.job().job, first);
}

// The engine's part and the session's together: whatever the order of names, difficulties and
// connections that resume, no header is searched twice.
TEST(SameWork, IsNotSearchedAgain) {
  Rig rig;
  rig.handshake("9b19f82f", 2);
  JobSource source(1);
  std::vector<test::Rectangle> searched;
  std::size_t taken = 0;
  const auto search = [&] {
    for (; taken < rig.sink.jobs.size(); ++taken) {
      const MinedJob& mined = rig.sink.jobs[taken];
      source.set_extranonce(mined.extranonce);
      source.set_job(std::make_shared<const JobOffer>(mined));
    }
    for (int i = 0; i < 20; ++i) {
      const auto work = source.next({16, 1U << 20U, 1}, rig.now);
      ASSERT_TRUE(work);
      const std::uint64_t done = work->unit.nonces.count / (i % 3 == 0 ? 2 : 1);
      if (rig.job().name.front() != 'x') searched.push_back(test::rectangle(*work, done));
      source.finish(*work, done);
    }
  };
  const auto step = [&](const NotifyText& text) {
    rig.pool(text.str());
    search();
  };
  step(called("a", "true"));
  for (const char* name : {"b", "c", "a", "d"}) {
    step(called(name));
    step(others_called("x" + std::string(name)));
    rig.pool(R"({"id":null,"method":"mining.set_difficulty","params":[2e-9]})");
    step(called(name));
    rig.pool(R"({"id":null,"method":"mining.set_difficulty","params":[1e-9]})");
    step(called(name, "true"));
    rig.disconnect();
    rig.wait(PoolJobs::hold_time);
    rig.handshake("9b19f82f", 2);
    search();
  }
  std::set<std::shared_ptr<const Job>> works;
  for (const MinedJob& mined : rig.sink.jobs)
    if (mined.name.front() != 'x') works.insert(mined.job);
  EXPECT_EQ(works.size(), 1U);
  EXPECT_GT(searched.size(), 200U);
  EXPECT_TRUE(test::disjoint(searched));
}

}  // namespace
}  // namespace wildcat::stratum
