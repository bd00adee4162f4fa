// SPDX-License-Identifier: MIT
// ntime and the clock: never rolled faster than real time unless allowed, never beyond the window.
#include <gtest/gtest.h>

#include <random>

#include "engine/job_source.h"
#include "tests/support/rectangles.h"
#include "tests/unit/engine/jobs.h"

namespace wildcat {
namespace {

using namespace std::chrono_literals;

using test::all_nonces;
const JobSource::TimePoint arrival{1000s};

/// One nonce space per ntime, `window` further seconds allowed.
std::shared_ptr<const JobOffer> clocked_job(std::uint32_t window) {
  test::FlatJob job = test::rolling_job(0, window);
  job.ntime_free = false;
  job.clock_start = arrival;
  return test::shared(std::move(job));
}

std::optional<Work> take_header(JobSource& source, JobSource::TimePoint now) {
  return source.next({1, all_nonces, 1}, now);
}

TEST(JobSourceClock, NtimeRollsWithTheSecondsSinceArrival) {
  JobSource source(1);
  source.set_job(clocked_job(3));
  const std::uint32_t first = source.offer()->job->ntime;
  EXPECT_EQ(take_header(source, arrival)->unit.header.ntime, first);
  EXPECT_FALSE(take_header(source, arrival));
  EXPECT_FALSE(take_header(source, arrival + 999ms));
  EXPECT_FALSE(source.exhausted()) << "the window is still open";
  EXPECT_EQ(source.ready_at(arrival + 999ms), arrival + 1s);
  EXPECT_EQ(take_header(source, arrival + 1s)->unit.header.ntime, first + 1);
  EXPECT_FALSE(take_header(source, arrival + 1999ms));
  // Time that has passed unused is not lost.
  EXPECT_EQ(take_header(source, arrival + 1h)->unit.header.ntime, first + 2);
  EXPECT_EQ(take_header(source, arrival + 1h)->unit.header.ntime, first + 3);
  EXPECT_FALSE(take_header(source, arrival + 1h));
  EXPECT_TRUE(source.exhausted());
  EXPECT_FALSE(source.ready_at(arrival + 1h));
}

TEST(JobSourceClock, TheFirstNtimeNeedsNoClock) {
  // A clock reading taken just before the job was stamped must not hide it.
  JobSource source(1);
  source.set_job(clocked_job(0));
  EXPECT_TRUE(source.ready_at(arrival - 1s));
  EXPECT_TRUE(take_header(source, arrival - 1s));
}

TEST(JobSourceClock, ReadyAtIsInThePastWhileThereIsWork) {
  JobSource source(1);
  source.set_job(clocked_job(5));
  ASSERT_TRUE(source.ready_at(arrival));
  EXPECT_LE(*source.ready_at(arrival), arrival);
  const auto work = source.next({1, 1000, 1}, arrival);
  EXPECT_LE(*source.ready_at(arrival), arrival) << "nonces are left";
  while (source.next({1, all_nonces, 1}, arrival)) continue;
  EXPECT_EQ(*source.ready_at(arrival), arrival + 1s);
  source.finish(*work, 10);
  EXPECT_LE(*source.ready_at(arrival), arrival) << "something came back";
}

TEST(JobSourceClock, RandomTrafficNeverOutrunsTheClock) {
  std::mt19937_64 random(60);
  JobSource source = test::rolling_source(1);
  test::FlatJob job = test::rolling_job(2, 30);
  job.ntime_free = false;
  job.clock_start = arrival;
  source.set_job(test::shared(job));
  JobSource::TimePoint now = arrival;
  std::vector<test::Rectangle> searched;
  while (!source.exhausted()) {
    const auto work = source.next({1u << random() % 3, (all_nonces / 2) << random() % 2, 1}, now);
    if (!work) {
      const auto next = source.ready_at(now);
      ASSERT_TRUE(next);
      ASSERT_GT(*next, now);
      EXPECT_FALSE(source.next({}, *next - 1ns));
      now = *next + std::chrono::milliseconds(random() % 3000);
      continue;
    }
    const auto age = std::chrono::floor<std::chrono::seconds>(now - arrival).count();
    ASSERT_LE(work->unit.header.ntime - job.ntime, age);
    searched.push_back(test::rectangle(*work, work->unit.nonces.count));
  }
  EXPECT_TRUE(test::disjoint(searched));
  EXPECT_EQ(test::area(searched), 4 * 256 * 31 * all_nonces);
}

TEST(JobSourceClock, Extranonce2GoesBeforeNtime) {
  JobSource source = test::rolling_source(1);
  test::FlatJob job = test::rolling_job(0, 10);
  source.set_job(test::shared(job));
  for (int i = 0; i < 256; ++i)
    ASSERT_EQ(take_header(source, arrival)->unit.header.ntime, job.ntime) << i;
  const auto next = take_header(source, arrival);
  EXPECT_EQ(next->unit.header.ntime, job.ntime + 1);
  EXPECT_EQ(next->extranonce2.bytes[0], 0) << "starts over, with another ntime";
}

TEST(JobSourceClock, TheLastSecondOfTimeIsReached) {
  JobSource source = test::rolling_source(0);
  test::FlatJob job = test::rolling_job(0, 2);
  job.ntime = 0xfffffffd;
  source.set_job(test::shared(job));
  take_header(source, arrival);
  take_header(source, arrival);
  EXPECT_EQ(take_header(source, arrival)->unit.header.ntime, 0xffffffffu);
  EXPECT_TRUE(source.exhausted());
}

}  // namespace
}  // namespace wildcat
