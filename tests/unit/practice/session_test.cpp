// SPDX-License-Identifier: MIT
// Sessions and their parking place.
#include "stratum/practice_pool/session.h"

#include <gtest/gtest.h>

#include "stratum/practice_pool/job_factory.h"

namespace wildcat::practice {
namespace {

using namespace std::chrono_literals;

const Now start{std::chrono::steady_clock::time_point{}, 1'700'000'000};

Now after(std::chrono::seconds time) {
  return {start.steady + time, start.unix_time + static_cast<std::uint32_t>(time.count())};
}

Vardiff vardiff() { return Vardiff(1, 1e-6, 3000ms); }

JobFactory factory() {
  PoolOptions options;
  options.seed = 9;
  return JobFactory(options);
}

TEST(PracticeSession, Extranonce1StandsBigEndian) {
  const Session session("s", 0x01020304, vardiff());
  EXPECT_EQ(hex(session.extranonce1_bytes()), "01020304");
}

TEST(PracticeSession, WorksKeepTheirTermsAndTheirNames) {
  JobFactory jobs = factory();
  Session session("s", 1, vardiff());
  const auto job = jobs.next_block();
  session.issue(job, start);
  session.vardiff().set(8, start.steady);
  session.issue(job, after(5s));
  IssuedWork* first = session.find(job_name(*job, 0));
  IssuedWork* second = session.find(job_name(*job, 1));
  ASSERT_NE(first, nullptr);
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(first->difficulty, 1);
  EXPECT_EQ(first->ntime, start.unix_time);
  EXPECT_EQ(second->difficulty, 8);
  EXPECT_EQ(second->ntime, start.unix_time + 5);
  EXPECT_EQ(session.find(job_name(*job, 2)), nullptr);
  EXPECT_EQ(session.find(""), nullptr);
}

TEST(PracticeSession, MemoryIsBounded) {
  JobFactory jobs = factory();
  Session session("s", 1, vardiff());
  const auto first = jobs.next_block();
  session.issue(first, start);
  for (int i = 0; i < 100; ++i) session.issue(jobs.refresh(), start);
  EXPECT_EQ(session.find(job_name(*first, 0)), nullptr);
  EXPECT_EQ(first.use_count(), 1) << "nobody holds what nobody can submit";
}

TEST(PracticeSession, ABlockForgetsTheWorksBeforeTheLast) {
  JobFactory jobs = factory();
  Session session("s", 1, vardiff());
  const auto one = jobs.next_block(), two = jobs.next_block(), three = jobs.next_block();
  EXPECT_NE(session.issue(one, start).find("true]"), std::string::npos);
  session.find(job_name(*one, 0))->accepted.insert(Hash{});
  EXPECT_NE(session.issue(two, start).find("true]"), std::string::npos);
  EXPECT_TRUE(session.find(job_name(*one, 0))->accepted.empty());
  session.issue(three, start);
  EXPECT_EQ(session.find(job_name(*one, 0)), nullptr);
  EXPECT_NE(session.find(job_name(*two, 1)), nullptr);
}

TEST(PracticeSessionTable, ParkedSessionsExpire) {
  SessionTable table;
  table.park(std::make_unique<Session>("a", 1, vardiff()), start);
  table.park(std::make_unique<Session>("b", 2, vardiff()), after(200s));
  table.park(nullptr, start);
  EXPECT_EQ(table.size(), 2u);
  EXPECT_TRUE(table.holds(1));
  table.expire(after(301s));
  EXPECT_EQ(table.size(), 1u);
  EXPECT_FALSE(table.holds(1));
  EXPECT_EQ(table.resume("a", after(301s)), nullptr);
  const auto session = table.resume("b", after(301s));
  ASSERT_NE(session, nullptr);
  EXPECT_EQ(session->extranonce1(), 2u);
  EXPECT_FALSE(table.holds(2));
  EXPECT_EQ(table.resume("b", after(301s)), nullptr) << "taken once";
}

}  // namespace
}  // namespace wildcat::practice
