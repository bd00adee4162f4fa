// SPDX-License-Identifier: MIT
// Who is served next, what is stale when, and who is poked.
#include "engine/scheduler.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <thread>

#include "tests/unit/miner_core/fakes.h"

namespace wildcat {
namespace {

class PokeCounter : public Scanner {
 public:
  Shape shape(std::uint32_t) const override { return {}; }
  Result<void> submit(const WorkUnit&) override { return {}; }
  Result<Completion> wait() override { return Completion{}; }
  void poke() noexcept override { ++pokes; }
  std::atomic<int> pokes{0};
};

Shape small(std::uint32_t) { return {1, 1000, 1}; }

struct SchedulerTest : ::testing::Test {
  SourceTally total{0};
  Scheduler scheduler{total};
  PokeCounter scanner;
  DeviceSignals device;
  ScannerSlot slot{scanner, device};

  void SetUp() override { scheduler.register_scanner(slot); }
  void TearDown() override { scheduler.unregister_scanner(slot); }

  SourceId add(double weight = 1) {
    return scheduler.add_source({.weight = weight, .extranonce = fake::extranonce, .on_share = {}})
        ->id();
  }
  bool give(SourceId id, JobOffer job) { return bool(scheduler.set_job(id, std::move(job))); }
  std::optional<Assignment> next(const Scheduler::Wish& wish = small) {
    return scheduler.next(slot, wish, Scheduler::Wait::no);
  }
  /// Hashes handed out per source in `units` units.
  std::map<SourceId, double> serve(int units, const Scheduler::Wish& wish = small) {
    std::map<SourceId, double> hashes;
    for (int i = 0; i < units; ++i) {
      const auto a = next(wish);
      if (!a) break;
      const WorkUnit& unit = a->work.unit;
      hashes[unit.source] += double(unit.versions) * double(unit.nonces.count);
      scheduler.finish(slot, *a, unit.nonces.count);
    }
    return hashes;
  }
};

TEST_F(SchedulerTest, HasNothingWithoutJobs) {
  EXPECT_FALSE(next());
  add();
  EXPECT_FALSE(next());
}

TEST_F(SchedulerTest, UnitsAreFilledIn) {
  const SourceId id = add();
  ASSERT_TRUE(give(id, fake::job("a")));
  const auto a = next(), b = next();
  ASSERT_TRUE(a && b);
  EXPECT_EQ(a->work.unit.source, id);
  EXPECT_NE(a->work.unit.id, b->work.unit.id);
  EXPECT_NE(a->work.unit.live, nullptr);
  EXPECT_FALSE(a->work.unit.stale());
  EXPECT_EQ(a->work.offer->name, "a");
}

TEST_F(SchedulerTest, AsksForTheShapeThatTheSourceAllows) {
  const SourceId id = add();
  test::FlatJob job = fake::job("a");
  job.version |= 0x2000;  // the job's own bits are not ours to roll
  ASSERT_TRUE(give(id, job));
  std::uint32_t asked = 0;
  const auto a = next([&](std::uint32_t available) {
    asked = available;
    return Shape{8, 77, 1};
  });
  EXPECT_EQ(asked, 1u << 15);
  EXPECT_EQ(a->work.unit.versions, 8u);
  EXPECT_EQ(a->work.unit.nonces.count, 77u);
}

TEST_F(SchedulerTest, HashesFollowTheWeights) {
  const SourceId a = add(1), b = add(2), c = add(5);
  for (const SourceId id : {a, b, c}) ASSERT_TRUE(give(id, fake::job(std::to_string(id))));
  auto hashes = serve(8000);
  EXPECT_NEAR(hashes[a], 1e6, 5e3);
  EXPECT_NEAR(hashes[b], 2e6, 5e3);
  EXPECT_NEAR(hashes[c], 5e6, 5e3);
}

TEST_F(SchedulerTest, FairnessIsInHashesNotInUnits) {
  const SourceId rolls = add(), fixed = add();
  test::FlatJob no_roll = fake::job("fixed");
  no_roll.roll_mask = 0;
  ASSERT_TRUE(give(rolls, fake::job("rolls")) && give(fixed, no_roll));
  auto hashes =
      serve(9000, [](std::uint32_t available) { return Shape{std::min(available, 8u), 1000, 1}; });
  EXPECT_NEAR(hashes[rolls] / hashes[fixed], 1, 0.01);
}

TEST_F(SchedulerTest, ALatecomerNeitherHogsNorStarves) {
  const SourceId old = add(), late = add();
  ASSERT_TRUE(give(old, fake::job("old")));
  serve(1000);
  ASSERT_TRUE(give(late, fake::job("late")));
  auto hashes = serve(1000);
  EXPECT_NEAR(hashes[old], hashes[late], 2000);
}

TEST_F(SchedulerTest, WeightsCanChange) {
  const SourceId a = add(), b = add();
  ASSERT_TRUE(give(a, fake::job("a")) && give(b, fake::job("b")));
  serve(100);
  scheduler.set_weight(a, 9);
  scheduler.set_weight(b, -1);  // ignored
  scheduler.set_weight(999, 2);
  auto hashes = serve(1000);
  EXPECT_NEAR(hashes[a] / hashes[b], 9, 0.5);
}

TEST_F(SchedulerTest, NonsenseWeightsCountAsOne) {
  const SourceId a = add(0), b = add(std::nan("")), c = add(1);
  for (const SourceId id : {a, b, c}) ASSERT_TRUE(give(id, fake::job(std::to_string(id))));
  auto hashes = serve(3000);
  EXPECT_NEAR(hashes[a], hashes[c], 2000);
  EXPECT_NEAR(hashes[b], hashes[c], 2000);
}

TEST_F(SchedulerTest, TenThousandSourcesAllGetTheirTurn) {
  for (int i = 0; i < 10'000; ++i) {
    const SourceId id = add();
    ASSERT_TRUE(give(id, fake::job(std::to_string(id))));
  }
  EXPECT_EQ(serve(10'000).size(), 10'000u);
}

TEST_F(SchedulerTest, OnlyCleanJobsMakeWorkStale) {
  const SourceId id = add();
  test::FlatJob job = fake::job("1");
  ASSERT_TRUE(give(id, job));
  const auto first = next();
  job.name = "2";
  ASSERT_TRUE(give(id, job));
  EXPECT_FALSE(first->work.unit.stale());
  const auto second = next();
  EXPECT_EQ(second->work.offer->name, "2");
  job.name = "3";
  job.clean = true;
  ASSERT_TRUE(give(id, job));
  EXPECT_TRUE(first->work.unit.stale());
  EXPECT_TRUE(second->work.unit.stale());
  EXPECT_FALSE(next()->work.unit.stale());
}

TEST_F(SchedulerTest, StalenessStaysWithinItsSource) {
  const SourceId a = add(), b = add();
  ASSERT_TRUE(give(a, fake::job("a")) && give(b, fake::job("b")));
  const auto one = next(), two = next();
  ASSERT_NE(one->work.unit.source, two->work.unit.source);
  scheduler.drop_job(one->work.unit.source);
  EXPECT_TRUE(one->work.unit.stale());
  EXPECT_FALSE(two->work.unit.stale());
  EXPECT_EQ(serve(10).size(), 1u);
}

TEST_F(SchedulerTest, PokesOnlyThoseWhoWorkOnIt) {
  const SourceId a = add(), b = add();
  ASSERT_TRUE(give(a, fake::job("a")));
  scheduler.drop_job(b);
  EXPECT_EQ(scanner.pokes, 0);
  const auto unit = next();
  scheduler.drop_job(b);
  EXPECT_EQ(scanner.pokes, 0);
  ASSERT_TRUE(give(a, fake::job("a2")));
  EXPECT_EQ(scanner.pokes, 0);
  scheduler.drop_job(a);
  EXPECT_EQ(scanner.pokes, 1);
  scheduler.finish(slot, *unit, 0);
  scheduler.drop_job(a);
  EXPECT_EQ(scanner.pokes, 1);
}

TEST_F(SchedulerTest, RemainderIsHandedOutAgain) {
  const SourceId id = add();
  ASSERT_TRUE(give(id, fake::job("a")));
  const auto a = next();
  scheduler.finish(slot, *a, 400);
  const auto rest = next();
  EXPECT_EQ(rest->work.unit.nonces.first, a->work.unit.nonces.first + 400);
  EXPECT_EQ(rest->work.unit.nonces.count, 600u);
  EXPECT_EQ(rest->work.unit.header, a->work.unit.header);
}

TEST_F(SchedulerTest, StaleRemainderIsNot) {
  const SourceId id = add();
  test::FlatJob job = fake::job("a");
  job.clean = true;
  ASSERT_TRUE(give(id, job));
  const auto a = next();
  ASSERT_TRUE(give(id, job));
  scheduler.finish(slot, *a, 400);
  EXPECT_EQ(next()->work.unit.nonces.count, 1000u);
}

// Pools call the work in hand clean, and groups of pools take turns: what was left of a unit is not
// lost, and nothing is searched twice.
TEST_F(SchedulerTest, AJobThatComesBackGoesOnWhereItWas) {
  const SourceId id = add();
  const JobOffer offer = fake::job("a");
  EXPECT_FALSE(scheduler.has_job(id));
  ASSERT_TRUE(give(id, offer));
  EXPECT_TRUE(scheduler.has_job(id));
  const auto a = next();
  scheduler.drop_job(id);
  EXPECT_FALSE(scheduler.has_job(id));
  scheduler.finish(slot, *a, 400);
  EXPECT_FALSE(next()) << "there is no job now";
  ASSERT_TRUE(give(id, offer));
  const auto rest = next(), fresh = next();
  ASSERT_TRUE(rest && fresh);
  EXPECT_FALSE(rest->work.unit.stale());
  EXPECT_EQ(rest->work.unit.nonces, (NonceRange{a->work.unit.nonces.first + 400, 600}));
  EXPECT_EQ(fresh->work.unit.nonces.first, a->work.unit.nonces.first + 1000);
}

TEST_F(SchedulerTest, AnotherExtranonceMakesTheWorkVoid) {
  const SourceId id = add();
  ASSERT_TRUE(give(id, fake::job("a")));
  const auto a = next();
  ASSERT_TRUE(scheduler.set_extranonce(id, fake::extranonce)) << "the same: nothing happens";
  EXPECT_FALSE(a->work.unit.stale());
  EXPECT_EQ(scheduler.set_extranonce(id, {{1}, 33}).error().code, Errc::invalid_argument);
  EXPECT_EQ(scheduler.set_extranonce(id + 1, {{1}, 2}).error().code, Errc::not_found);
  ASSERT_TRUE(scheduler.set_extranonce(id, {{1}, 2}));
  EXPECT_TRUE(a->work.unit.stale());
  EXPECT_FALSE(scheduler.has_job(id));
  EXPECT_FALSE(next());
  ASSERT_TRUE(give(id, fake::job("a")));
  EXPECT_EQ(next()->work.extranonce2.size, 2);
}

TEST_F(SchedulerTest, ASourcePaysOnlyForWhatWasHashed) {
  const SourceId good = add(), cut_short = add();
  ASSERT_TRUE(give(good, fake::job("good")) && give(cut_short, fake::job("cut")));
  std::map<SourceId, double> done;
  for (int i = 0; i < 11'000; ++i) {
    const auto a = next();
    const std::uint64_t n = a->work.unit.source == good ? a->work.unit.nonces.count : 1;
    done[a->work.unit.source] += double(n);
    scheduler.finish(slot, *a, n);
  }
  EXPECT_NEAR(done[cut_short], done[good], 1100);
}

TEST_F(SchedulerTest, RemovedSourcesAreGoneButTheirUnitsAreSafe) {
  const SourceId id = add();
  ASSERT_TRUE(give(id, fake::job("a")));
  const auto a = next();
  scheduler.remove_source(id);
  EXPECT_TRUE(a->work.unit.stale());
  EXPECT_EQ(scheduler.find(id), nullptr);
  EXPECT_FALSE(next());
  scheduler.finish(slot, *a, 0);
  EXPECT_FALSE(next());
  scheduler.remove_source(id);
  EXPECT_NE(add(), id);
}

TEST_F(SchedulerTest, BadJobsAndUnknownSourcesAreRefused) {
  const SourceId id = add();
  test::FlatJob job = fake::job("a");
  EXPECT_EQ(scheduler.set_job(id + 1, job).error().code, Errc::not_found);
  job.nbits = 0;
  EXPECT_EQ(scheduler.set_job(id, job).error().code, Errc::invalid_argument);
  EXPECT_FALSE(next());
}

test::FlatJob tiny_job() {
  test::FlatJob job = fake::job("tiny");
  job.roll_mask = 0;
  job.merkle = Hash256{};
  job.ntime_window = 0;
  return job;
}

TEST_F(SchedulerTest, ExhaustionIsCountedOncePerJob) {
  const SourceId id = add();
  const auto all = [](std::uint32_t) { return Shape{1, std::uint64_t{1} << 32, 1}; };
  for (std::uint64_t round = 1; round <= 2; ++round) {
    test::FlatJob job = tiny_job();
    job.name = std::to_string(round);
    JobOffer offer = job;
    ASSERT_TRUE(give(id, offer));
    const auto a = next(all);
    ASSERT_TRUE(a);
    EXPECT_FALSE(next(all));
    scheduler.finish(slot, *a, 5);  // a remainder brings it back to life
    EXPECT_TRUE(next(all));
    EXPECT_FALSE(next(all));
    offer.share_target = Target::easiest();
    ASSERT_TRUE(give(id, offer));
    EXPECT_FALSE(next(all)) << "the same job again is no new space";
    EXPECT_EQ(scheduler.find(id)->tally.snapshot().exhausted_jobs, round);
  }
}

TEST_F(SchedulerTest, ASourceThatWaitsForTheClockComesBackByItself) {
  const SourceId id = add();
  test::FlatJob job = tiny_job();
  job.ntime_window = 5;
  job.clock_start = std::chrono::steady_clock::now();
  ASSERT_TRUE(give(id, job));
  const auto all = [](std::uint32_t) { return Shape{1, std::uint64_t{1} << 32, 1}; };
  ASSERT_TRUE(next(all));
  EXPECT_FALSE(next(all));
  const auto later = scheduler.next(slot, all, Scheduler::Wait::yes);
  ASSERT_TRUE(later);
  EXPECT_EQ(later->work.unit.header.ntime, job.ntime + 1);
}

TEST_F(SchedulerTest, SleepersWakeForWork) {
  const SourceId id = add();
  std::optional<Assignment> got;
  std::thread sleeper([&] { got = scheduler.next(slot, small, Scheduler::Wait::yes); });
  ASSERT_TRUE(give(id, fake::job("a")));
  sleeper.join();
  EXPECT_EQ(got->work.offer->name, "a");
}

TEST_F(SchedulerTest, SleepersWakeToLeave) {
  add();
  std::thread sleeper([&] { EXPECT_FALSE(scheduler.next(slot, small, Scheduler::Wait::yes)); });
  device.failed = true;
  scheduler.wake();
  sleeper.join();
}

TEST_F(SchedulerTest, APausedDeviceGetsNothingAndIsPoked) {
  const SourceId id = add();
  ASSERT_TRUE(give(id, fake::job("a")));
  const auto before = next();
  ASSERT_TRUE(before);
  EXPECT_FALSE(before->work.unit.reason_to_stop());
  device.paused = true;
  device.recall.bump();
  scheduler.recall_paused();
  EXPECT_EQ(scanner.pokes, 1);
  EXPECT_EQ(before->work.unit.reason_to_stop(), Status::partial);
  EXPECT_FALSE(before->work.unit.stale());
  EXPECT_FALSE(next());
  std::thread sleeper([&] { EXPECT_FALSE(scheduler.next(slot, small, Scheduler::Wait::yes)); });
  sleeper.join();
  scheduler.finish(slot, *before, 10);
  device.paused = false;
  const auto after = next();
  ASSERT_TRUE(after);
  EXPECT_EQ(after->work.unit.nonces.first, before->work.unit.nonces.first + 10) << "the rest";
  EXPECT_FALSE(after->work.unit.reason_to_stop());
}

TEST_F(SchedulerTest, AfterCloseThereIsNothing) {
  const SourceId id = add();
  ASSERT_TRUE(give(id, fake::job("a")));
  scheduler.close();
  EXPECT_FALSE(next());
  EXPECT_FALSE(scheduler.next(slot, small, Scheduler::Wait::yes));
}

}  // namespace
}  // namespace wildcat
