// SPDX-License-Identifier: MIT
// Picking so many shares a minute among those that were found, with a clock of its own.
#include "miner/run/share_pacer.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/unit/program/genesis.h"

namespace wildcat::program {
namespace {

using namespace std::chrono_literals;

struct Worker {
  explicit Worker(std::optional<double> per_minute, std::uint64_t seed = 1)
      : pace(per_minute, seed) {}

  /// Finds `rate` shares a second on average for `span`; those that were sent.
  int run(std::chrono::milliseconds span, double rate) {
    int sent = 0;
    std::exponential_distribution<double> wait(rate);
    for (const auto end = now + span; now < end; ++found) {
      const auto next =
          now + std::chrono::microseconds(static_cast<std::int64_t>(1e6 * wait(random)));
      while (pace.next() && *pace.next() < next) {
        now = std::max(now, *pace.next());
        sent += pace.due(now).has_value();
      }
      now = next;
      sent += pace.found(genesis_share(false), now).has_value();
    }
    return sent;
  }

  SharePacer pace;
  SharePacer::Time now{1h};
  std::mt19937 random{5};
  int found = 0;
};

TEST(SharePacer, IsExactWhenEnoughIsFound) {
  for (const double per_minute : {6.0, 60.0, 600.0}) {
    Worker worker(per_minute);
    worker.run(1min, per_minute / 60 * 4);
    const int sent = worker.run(10min, per_minute / 60 * 4);
    EXPECT_NEAR(sent, per_minute * 10, 1 + per_minute / 10) << per_minute;
  }
}

TEST(SharePacer, SendsWhatThereIsWhenLittleIsFound) {
  Worker worker(60);
  const int sent = worker.run(10min, 0.1);
  EXPECT_GT(sent, worker.found * 9 / 10);
}

TEST(SharePacer, NoneIsForgotten) {
  Worker worker(6);
  const int sent = worker.run(10min, 3);
  worker.pace.forget();
  EXPECT_EQ(worker.pace.take_withheld(), static_cast<std::uint64_t>(worker.found - sent));
  EXPECT_EQ(worker.pace.take_withheld(), 0u);
  EXPECT_FALSE(worker.pace.next());
  EXPECT_FALSE(worker.pace.due(worker.now + 1h));
}

TEST(SharePacer, WithoutAPaceEverythingGoes) {
  Worker worker(std::nullopt);
  EXPECT_EQ(worker.run(1min, 10), worker.found);
}

TEST(SharePacer, ABlockGoesAtOnce) {
  Worker worker(0.001, ~std::uint64_t{0});
  EXPECT_FALSE(worker.pace.found(genesis_share(false), worker.now));
  EXPECT_TRUE(worker.pace.found(genesis_share(true), worker.now));
}

TEST(SharePacer, ABlockIsPaidForByTheSharesAfterIt) {
  Worker worker(60, 0);
  const auto begun = worker.now;
  ASSERT_TRUE(worker.pace.found(genesis_share(false), begun));
  ASSERT_TRUE(worker.pace.found(genesis_share(true), begun));
  // The block took the place of the share of the next second.
  EXPECT_FALSE(worker.pace.found(genesis_share(false), begun + 1s));
  EXPECT_EQ(worker.pace.next(), begun + 2s);
  EXPECT_TRUE(worker.pace.due(begun + 2s));
  EXPECT_TRUE(worker.pace.found(genesis_share(true), begun + 2s)) << "it is paid for";
}

TEST(SharePacer, AFurtherBlockIsKeptAndNothingTakesItsPlace) {
  Worker worker(60, 0);
  const auto begun = worker.now;
  ASSERT_TRUE(worker.pace.found(genesis_share(false), begun));
  ASSERT_TRUE(worker.pace.found(genesis_share(true), begun));
  EXPECT_FALSE(worker.pace.found(genesis_share(true), begun));
  EXPECT_FALSE(worker.pace.found(genesis_share(false), begun + 1s));
  EXPECT_EQ(worker.pace.take_withheld(), 1u);
  // It goes first when a share comes before the clock's call, and the share is kept instead.
  const auto sent = worker.pace.found(genesis_share(false), begun + 2s);
  ASSERT_TRUE(sent);
  EXPECT_TRUE(sent->is_block());
  const auto after = worker.pace.due(begun + 3s);
  ASSERT_TRUE(after);
  EXPECT_FALSE(after->is_block());
  EXPECT_EQ(worker.pace.take_withheld(), 0u);
}

TEST(SharePacer, WhereEveryShareIsABlockOneAtMostIsAhead) {
  Worker worker(60, 0);
  const auto begun = worker.now;
  int sent = 0;
  for (; worker.now < begun + 10s; worker.now += 1ms) {
    sent += worker.pace.found(genesis_share(true), worker.now).has_value();
    EXPECT_LE(sent, 2 + (worker.now - begun) / 1s);
  }
  EXPECT_GE(sent, 10);
}

TEST(SharePacer, BlocksAtOnceAreNotHeldBack) {
  SharePacer pace(0.001, ~std::uint64_t{0}, true);
  const SharePacer::Time now{1h};
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(pace.found(genesis_share(true), now));
}

TEST(SharePacer, WorkersBeginAtDifferentMoments) {
  const auto first = [](std::uint64_t seed) {
    Worker worker(1, seed);
    worker.pace.found(genesis_share(false), worker.now);
    return worker.pace.next().value() - worker.now;
  };
  EXPECT_EQ(first(std::uint64_t{1} << 63U), 30s);
  EXPECT_LT(first(~std::uint64_t{0}), 60s);
}

}  // namespace
}  // namespace wildcat::program
