// SPDX-License-Identifier: MIT
// JobSource on spaces small enough to be handed out whole: nothing twice, nothing left out, and
// exhaustion said exactly when it is true.
#include "engine/job_source.h"

#include <gtest/gtest.h>

#include <bit>
#include <random>
#include <set>

#include "engine/merkle.h"
#include "tests/support/rectangles.h"
#include "tests/unit/engine/jobs.h"

namespace wildcat {
namespace {

using namespace std::chrono_literals;
using test::Rectangle;
using test::rolling_job;
using test::shared;

using test::all_nonces;
const JobSource::TimePoint start{};

/// Takes everything with random wishes, giving back a random rest now and then; checks each unit
/// on the way. What was really searched comes back.
std::vector<Rectangle> drain(JobSource& source, std::mt19937_64& random, unsigned give_back_percent,
                             std::uint64_t least_nonces) {
  std::vector<Rectangle> searched;
  const auto offer = source.offer();
  const auto network = Target::from_nbits(offer->job->nbits).value();
  while (true) {
    const Shape wish{1u << random() % 6, least_nonces << random() % 5, 1};
    EXPECT_EQ(source.exhausted(), !source.ready_at(start).has_value());
    const bool was_exhausted = source.exhausted();
    const auto work = source.next(wish, start);
    EXPECT_EQ(work.has_value(), !was_exhausted);
    if (!work) return searched;
    const WorkUnit& unit = work->unit;
    EXPECT_LE(unit.versions, wish.versions);
    EXPECT_LE(unit.nonces.count, wish.nonces);
    EXPECT_GT(unit.nonces.count, 0u);
    EXPECT_LE(unit.nonces.first + unit.nonces.count, all_nonces);
    EXPECT_TRUE(std::has_single_bit(unit.versions));
    EXPECT_EQ(unit.first_version % unit.versions, 0u);
    EXPECT_EQ(unit.target, std::max(network, offer->share_target));
    std::uint64_t done = unit.nonces.count;
    if (random() % 100 < give_back_percent) {
      done = random() % (done + 1);
      source.finish(*work, done);
    }
    searched.push_back(test::rectangle(*work, done));
    if (::testing::Test::HasFailure()) return searched;
  }
}

struct Space {
  int bits;
  std::uint8_t extranonce2_size;
  std::uint32_t window;
  unsigned give_back_percent;
};

class WholeSpace : public ::testing::TestWithParam<Space> {};

TEST_P(WholeSpace, IsHandedOutExactlyOnce) {
  const Space space = GetParam();
  std::mt19937_64 random(50);
  JobSource source = test::rolling_source(space.extranonce2_size, 3);
  source.set_job(shared(rolling_job(space.bits, space.window)));
  EXPECT_FALSE(source.exhausted());
  const auto searched = drain(source, random, space.give_back_percent, 1u << 27);
  EXPECT_TRUE(source.exhausted());
  EXPECT_FALSE(source.next({}, start));
  const std::uint64_t whole = (std::uint64_t{1} << (space.bits + 8 * space.extranonce2_size)) *
                              (space.window + 1) * all_nonces;
  EXPECT_EQ(test::area(searched), whole);
  EXPECT_EQ(source.handed_out(), static_cast<double>(whole));
  EXPECT_TRUE(test::disjoint(searched));
  for (const Rectangle& r : searched) {
    ASSERT_LE(r.first_version + r.versions, 1u << space.bits);
    ASSERT_LE(r.ntime - 1'700'000'000, space.window);
    ASSERT_EQ(r.extranonce2.size(), space.extranonce2_size);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Spaces, WholeSpace,
    ::testing::Values(Space{3, 1, 2, 0}, Space{3, 1, 1, 30}, Space{0, 1, 2, 10}, Space{0, 0, 0, 10},
                      Space{0, 0, 5, 40}, Space{5, 0, 3, 60}, Space{8, 0, 0, 20}),
    [](const auto& test) {
      const Space& s = test.param;
      return std::to_string(s.bits) + "bits" + std::to_string(s.extranonce2_size) + "bytes" +
             std::to_string(s.window) + "s" + std::to_string(s.give_back_percent) + "back";
    });

TEST(JobSource, EveryColumnOfATinySpaceCountedOneByOne) {
  // Without the rectangle book-keeping: 8 versions x 2 ntimes, counted per version and 1/16 of the
  // nonces.
  std::mt19937_64 random(51);
  JobSource source = test::rolling_source(0);
  source.set_job(shared(rolling_job(3, 1)));
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint64_t>, int> times;
  while (const auto work = source.next({1u << random() % 4, all_nonces / 16, 1}, start)) {
    ASSERT_EQ(work->unit.nonces.count, all_nonces / 16);
    for (std::uint32_t i = 0; i < work->unit.versions; ++i)
      ++times[{work->unit.version(i), work->unit.header.ntime, work->unit.nonces.first}];
  }
  EXPECT_EQ(times.size(), 8u * 2 * 16);
  for (const auto& [column, count] : times) ASSERT_EQ(count, 1);
}

TEST(JobSource, UnitsCarryTheJob) {
  test::FlatJob job = rolling_job(16, 0);
  job.version = 0x20004000;
  job.prev_hash = hash_twice(std::vector<std::uint8_t>{1});
  JobSource source = test::rolling_source(4, 9);
  const auto offered = shared(job);
  source.set_job(offered);
  EXPECT_EQ(source.offer(), offered);
  const auto work = source.next({4, 1000, 1}, start);
  ASSERT_TRUE(work);
  EXPECT_EQ(work->offer, offered);
  EXPECT_EQ(work->unit.source, 9u);
  EXPECT_EQ(work->unit.header.version, job.version);
  EXPECT_EQ(work->unit.header.prev_hash, job.prev_hash);
  EXPECT_EQ(work->unit.header.ntime, job.ntime);
  EXPECT_EQ(work->unit.header.nbits, job.nbits);
  EXPECT_EQ(work->unit.header.nonce, 0u);
  EXPECT_EQ(work->unit.roll_mask, 0x1fffe000u & ~0x4000u) << "bits the job sets are not touched";
  EXPECT_EQ(work->extranonce2.size, 4);
  EXPECT_EQ(work->unit.header.merkle_root,
            merkle_root(*std::get<std::shared_ptr<const CoinbaseParts>>(job.merkle),
                        source.extranonce().extranonce1, work->extranonce2));
}

TEST(JobSource, AFixedRootIsUsedAsItIs) {
  JobSource source(1);
  const test::FlatJob job = test::fixed_root_job();
  source.set_job(shared(job));
  const auto work = source.next({1, all_nonces, 1}, start);
  ASSERT_TRUE(work);
  EXPECT_EQ(work->unit.header.merkle_root, std::get<Hash256>(job.merkle));
  EXPECT_EQ(work->extranonce2.size, 0);
  EXPECT_EQ(work->unit.nonces, (NonceRange{0, all_nonces}));
  EXPECT_TRUE(source.exhausted());
}

TEST(JobSource, EveryExtranonce2HasItsOwnRoot) {
  JobSource source = test::rolling_source(2);
  source.set_job(shared(rolling_job(0, 0)));
  std::set<std::string> roots, extranonces;
  for (int i = 0; i < 1000; ++i) {
    const auto work = source.next({1, all_nonces, 1}, start);
    ASSERT_TRUE(work);
    roots.insert(work->unit.header.merkle_root.internal_hex());
    extranonces.insert(to_hex(work->extranonce2.view()));
  }
  EXPECT_EQ(roots.size(), 1000u);
  EXPECT_EQ(extranonces.size(), 1000u);
  EXPECT_EQ(*extranonces.begin(), "0000");
  EXPECT_EQ(*extranonces.rbegin(), "03e7");
}

TEST(JobSource, ExtranoncesMayBeginAnywhereAndGoRound) {
  for (const std::uint64_t first : {std::uint64_t{0}, std::uint64_t{254}, ~std::uint64_t{0}}) {
    JobSource source = test::rolling_source(1, 1, first);
    source.set_job(shared(rolling_job(0, 0)));
    std::vector<int> order;
    while (const auto work = source.next({1, all_nonces, 1}, start))
      order.push_back(work->extranonce2.bytes[0]);
    ASSERT_EQ(order.size(), 256u);
    for (std::size_t i = 0; i < order.size(); ++i)
      EXPECT_EQ(order[i], static_cast<int>((first + i) % 256));
  }
}

TEST(JobSource, LongExtranoncesKeepTheirLength) {
  for (const int size : {7, 8, 9, 32}) {
    JobSource source = test::rolling_source(static_cast<std::uint8_t>(size));
    source.set_job(shared(rolling_job(0, 0)));
    source.next({1, all_nonces, 1}, start);
    const auto work = source.next({1, all_nonces, 1}, start);
    ASSERT_TRUE(work);
    EXPECT_EQ(to_hex(work->extranonce2.view()),
              std::string(2 * static_cast<std::size_t>(size) - 1, '0').append("1"));
  }
}

TEST(JobSource, ScansForTheEasierTarget) {
  JobSource source(1);
  test::FlatJob job = test::fixed_root_job();
  job.nbits = 0x207fffff;
  source.set_job(shared(job));
  EXPECT_EQ(source.next({}, start)->unit.target, Target::from_nbits(0x207fffff).value());
  job.share_target = Target::easiest();
  source.set_job(shared(job));
  EXPECT_EQ(source.next({}, start)->unit.target, Target::easiest());
}

TEST(JobSource, OddWishesAreServed) {
  JobSource source = test::rolling_source(1);
  source.set_job(shared(rolling_job(4, 0)));
  EXPECT_EQ(source.next({0, 0, 1}, start)->unit.nonces.count, 1u);
  EXPECT_EQ(source.next({7, 100, 1}, start)->unit.versions, 4u);
  EXPECT_EQ(source.next({1u << 31, ~std::uint64_t{0}, 1}, start)->unit.versions, 16u);
  EXPECT_EQ(source.next({16, all_nonces + 5, 1}, start)->unit.nonces.count, all_nonces);
}

TEST(JobSource, TheLastNonceIsNotForgotten) {
  JobSource source(1);
  source.set_job(shared(test::fixed_root_job()));
  EXPECT_EQ(source.next({1, all_nonces - 1, 1}, start)->unit.nonces.count, all_nonces - 1);
  EXPECT_FALSE(source.exhausted());
  EXPECT_EQ(source.next({1, 100, 1}, start)->unit.nonces, (NonceRange{0xffffffff, 1}));
  EXPECT_TRUE(source.exhausted());
}

TEST(JobSource, AllThirtyTwoVersionBitsCanBeRolled) {
  JobSource source(1);
  test::FlatJob job = test::fixed_root_job();
  job.version = 0;
  job.roll_mask = 0xffffffff;
  source.set_job(shared(job));
  const auto low = source.next({1u << 31, all_nonces, 1}, start);
  const auto high = source.next({1u << 31, all_nonces, 1}, start);
  ASSERT_TRUE(low && high);
  EXPECT_EQ(low->unit.versions, 1u << 31);
  EXPECT_EQ(low->unit.first_version ^ high->unit.first_version, 1u << 31);
  EXPECT_TRUE(source.exhausted());
}

TEST(JobSource, WishesOfDifferentSizesLeaveNoCrumbsToTheBigOnes) {
  // A small scanner beside a big one: the big one goes on getting what it wants.
  JobSource source = test::rolling_source(4);
  source.set_job(shared(rolling_job(16, 0)));
  for (int i = 0; i < 1000; ++i) {
    ASSERT_EQ(source.next({1, 1u << 20, 1}, start)->unit.versions, 1u);
    ASSERT_EQ(source.next({65536, 1u << 26, 1}, start)->unit.versions, 65536u);
    ASSERT_EQ(source.next({8, 1u << 20, 1}, start)->unit.versions, 8u);
  }
}

TEST(JobSource, WhatIsGivenBackGoesOutFirst) {
  JobSource source = test::rolling_source(1);
  source.set_job(shared(rolling_job(4, 0)));
  const auto first = source.next({8, 1000, 1}, start);
  const auto second = source.next({8, 1000, 1}, start);
  source.finish(*first, 400);
  const auto again = source.next({8, 1'000'000, 1}, start);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->unit.header, first->unit.header);
  EXPECT_EQ(again->extranonce2, first->extranonce2);
  EXPECT_EQ(again->unit.first_version, first->unit.first_version);
  EXPECT_EQ(again->unit.versions, 8u);
  EXPECT_EQ(again->unit.nonces, (NonceRange{first->unit.nonces.first + 400, 600}));
  EXPECT_EQ(source.handed_out(), 8.0 * 2000);
  source.finish(*second, 1000);
  source.finish(*second, 5000);
  EXPECT_EQ(source.handed_out(), 8.0 * 2000) << "nothing was left of it";
}

TEST(JobSource, AGiveBackEndsExhaustion) {
  JobSource source(1);
  source.set_job(shared(test::fixed_root_job()));
  const auto work = source.next({1, all_nonces, 1}, start);
  EXPECT_TRUE(source.exhausted());
  EXPECT_FALSE(source.ready_at(start));
  source.finish(*work, all_nonces - 1);
  EXPECT_FALSE(source.exhausted());
  EXPECT_TRUE(source.ready_at(start));
  EXPECT_EQ(source.next({1, all_nonces, 1}, start)->unit.nonces, (NonceRange{0xffffffff, 1}));
  EXPECT_TRUE(source.exhausted());
}

TEST(JobSource, WorkOfAnOlderJobIsNotTakenBack) {
  JobSource source = test::rolling_source(1);
  source.set_job(shared(rolling_job(0, 0)));
  const auto old = source.next({1, 100, 1}, start);
  source.set_job(shared(rolling_job(0, 0)));
  source.finish(*old, 0);
  EXPECT_EQ(source.handed_out(), 0);
  const auto fresh = source.next({1, 1000, 1}, start);
  EXPECT_EQ(fresh->unit.nonces, (NonceRange{0, 1000}));
  source.drop_job();
  source.finish(*fresh, 0);
  EXPECT_FALSE(source.next({}, start));
}

// Pools change the difficulty by sending the last job again.
TEST(JobSource, TheSameJobUnderAnotherTargetGoesOn) {
  JobSource source = test::rolling_source(1);
  JobOffer offer = rolling_job(0, 0);
  source.set_job(shared(offer));
  const auto former = source.next({1, 1000, 1}, start);
  offer.share_target = Target::easiest();
  source.set_job(shared(offer));
  const auto work = source.next({1, 1000, 1}, start);
  EXPECT_EQ(work->unit.nonces, (NonceRange{1000, 1000}));
  EXPECT_EQ(work->unit.target, Target::easiest());
  EXPECT_EQ(work->offer->share_target, Target::easiest());
  EXPECT_EQ(work->offer->job, former->offer->job);
  source.finish(*former, 400);
  EXPECT_EQ(source.next({1, 1000, 1}, start)->unit.nonces, (NonceRange{400, 600}));
}

// Whoever calls the same job clean means the work handed out before: the search goes on.
TEST(JobSource, TheSameJobCalledCleanIsNotSearchedAgain) {
  JobSource source = test::rolling_source(1);
  JobOffer offer = rolling_job(0, 0);
  source.set_job(shared(offer));
  const auto former = source.next({1, 1000, 1}, start);
  offer.clean = true;
  source.set_job(shared(offer));
  EXPECT_EQ(source.next({1, 1000, 1}, start)->unit.nonces, (NonceRange{1000, 1000}));
  source.finish(*former, 400);
  EXPECT_EQ(source.next({1, 1000, 1}, start)->unit.nonces, (NonceRange{400, 600}));
}

TEST(JobSource, GoingBackToAJobGoesOnWhereItWas) {
  JobSource source = test::rolling_source(1);
  const JobOffer one = rolling_job(0, 0), other = rolling_job(0, 0);
  source.set_job(shared(one));
  const auto former = source.next({1, 1000, 1}, start);
  source.set_job(shared(other));
  EXPECT_EQ(source.next({1, 10, 1}, start)->unit.nonces, (NonceRange{0, 10}));
  source.finish(*former, 400);  // comes back while the other job is mined
  EXPECT_EQ(source.next({1, 10, 1}, start)->unit.nonces, (NonceRange{10, 10}));
  source.drop_job();
  source.set_job(shared(one));
  EXPECT_EQ(source.handed_out(), 400);
  EXPECT_EQ(source.next({1, 1000, 1}, start)->unit.nonces, (NonceRange{400, 600}));
  EXPECT_EQ(source.next({1, 1000, 1}, start)->unit.nonces, (NonceRange{1000, 1000}));
}

TEST(JobSource, OnlyTheLastJobsAreRemembered) {
  JobSource source = test::rolling_source(1);
  std::vector<JobOffer> offers;
  for (std::size_t i = 0; i < JobSource::most_searches + 1; ++i) {
    offers.emplace_back(rolling_job(0, 0));
    source.set_job(shared(offers.back()));
    source.next({1, 1000, 1}, start);
  }
  source.set_job(shared(offers[1]));
  EXPECT_EQ(source.handed_out(), 1000);
  source.set_job(shared(offers[0]));
  EXPECT_EQ(source.handed_out(), 0);
}

TEST(JobSource, AnotherExtranonceForgetsEverything) {
  JobSource source = test::rolling_source(1);
  const JobOffer offer = rolling_job(0, 0);
  source.set_job(shared(offer));
  const auto old = source.next({1, 1000, 1}, start);
  source.set_extranonce({{4, 5}, 1});  // the same: nothing happens
  EXPECT_EQ(source.handed_out(), 1000);
  source.set_extranonce({{4, 5, 6}, 2});
  EXPECT_EQ(source.offer(), nullptr);
  source.set_job(shared(offer));
  source.finish(*old, 0);
  EXPECT_EQ(source.handed_out(), 0);
  const auto work = source.next({1, 1000, 1}, start);
  EXPECT_EQ(work->unit.nonces, (NonceRange{0, 1000}));
  EXPECT_EQ(work->extranonce2.size, 2);
  EXPECT_NE(work->unit.header.merkle_root, old->unit.header.merkle_root);
}

TEST(JobSource, AJobIsSearchedOnceWhenAllOfItHasComeBack) {
  JobSource source(1);
  const JobOffer offer = test::fixed_root_job();
  source.set_job(shared(offer));
  const auto first = source.next({1, all_nonces / 2, 1}, start);
  EXPECT_FALSE(source.note_exhausted());
  const auto second = source.next({1, all_nonces / 2, 1}, start);
  EXPECT_TRUE(source.note_exhausted());
  EXPECT_FALSE(source.note_exhausted());
  source.finish(*first, all_nonces / 2);
  EXPECT_EQ(source.take_searched(), nullptr) << "half of it is still out";
  source.finish(*second, all_nonces / 2);
  EXPECT_EQ(source.take_searched(), offer.job);
  EXPECT_EQ(source.take_searched(), nullptr);
  source.set_job(shared(offer));
  EXPECT_EQ(source.take_searched(), nullptr) << "it has been told";
}

// Each of these changes what is hashed, so that the whole space is new; those who record jobs find
// it out by same_headers, and offer the same object otherwise.
TEST(JobSource, AnyOtherDifferenceStartsOver) {
  const auto restarts = [](auto change) {
    JobSource source = test::rolling_source(1);
    const JobOffer former = rolling_job(2, 5);
    source.set_job(shared(former));
    EXPECT_TRUE(source.next({1, 1000, 1}, start));
    test::FlatJob job = rolling_job(2, 5);
    change(job);
    JobOffer offer = job;
    if (same_headers(*former.job, *offer.job)) offer.job = former.job;
    source.set_job(shared(offer));
    return source.handed_out() == 0;
  };
  using test::FlatJob;
  EXPECT_FALSE(restarts([](FlatJob&) {}));
  EXPECT_FALSE(restarts([](FlatJob& job) { job.clock_start += 1s; }));
  EXPECT_FALSE(restarts([](FlatJob& job) { job.name += "x"; })) << "a name is not hashed";
  EXPECT_TRUE(restarts([](FlatJob& job) { job.version ^= 1; }));
  EXPECT_TRUE(restarts([](FlatJob& job) { job.roll_mask <<= 1; }));
  EXPECT_TRUE(restarts([](FlatJob& job) { job.prev_hash = hash_twice({}); }));
  EXPECT_TRUE(restarts([](FlatJob& job) { ++job.ntime; }));
  EXPECT_TRUE(restarts([](FlatJob& job) { --job.ntime_window; }));
  EXPECT_TRUE(restarts([](FlatJob& job) { job.ntime_free = false; }));
  EXPECT_TRUE(restarts([](FlatJob& job) { job.nbits = 0x1c00ffff; }));
  EXPECT_TRUE(restarts([](FlatJob& job) {
    job.merkle = std::make_shared<const CoinbaseParts>(CoinbaseParts{{1}, {6}, {}});
  }));
  EXPECT_TRUE(restarts([](FlatJob& job) { job.merkle = Hash256(); }));
}

TEST(JobSource, WithoutAJobThereIsNothing) {
  JobSource source(1);
  EXPECT_EQ(source.offer(), nullptr);
  EXPECT_FALSE(source.next({}, start));
  EXPECT_FALSE(source.ready_at(start));
  EXPECT_FALSE(source.exhausted()) << "no job is no used-up job";
  source.set_job(shared(test::fixed_root_job()));
  EXPECT_TRUE(source.next({}, start));
  source.drop_job();
  EXPECT_EQ(source.offer(), nullptr);
  EXPECT_FALSE(source.next({}, start));
  EXPECT_EQ(source.handed_out(), 0);
}

}  // namespace
}  // namespace wildcat
