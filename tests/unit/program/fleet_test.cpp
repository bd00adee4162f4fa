// SPDX-License-Identifier: MIT
// Workers, their names, seeds and descriptors, and a small fleet on the practice pool.
#include "miner/run/fleet.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <array>
#include <set>

#include "miner/run/local_pool.h"
#include "miner/run/seed.h"
#include "miner/run/worker_factory.h"
#include "tests/unit/miner_core/fakes.h"

namespace wildcat::program {
namespace {

using namespace std::chrono_literals;

TEST(Workers, HaveNumberedNames) {
  EXPECT_EQ(numbered("alice", 3), "alice");
  EXPECT_EQ(numbered("alice.%n", 3), "alice.3");
  EXPECT_EQ(numbered("%n%n.%n", 12), "1212.12");
  EXPECT_EQ(numbered("100%nett", 7), "1007ett");
}

TEST(Workers, AreServedOftenHoweverManyThereAre) {
  EXPECT_EQ(unit_time_for(1), 16ms);
  EXPECT_EQ(unit_time_for(32), 16ms);
  EXPECT_EQ(unit_time_for(64), 8ms);
  EXPECT_EQ(unit_time_for(10'000), 500us);
}

TEST(Seeds, AreTheSameForTheSameRunAndDifferForAllElse) {
  std::set<std::uint64_t> seen;
  for (const std::uint64_t run : {0u, 1u})
    for (const Chance chance : {Chance::canaries, Chance::reconnects, Chance::extranonce2})
      for (const std::uint64_t worker : {0u, 1u, 2u}) {
        EXPECT_EQ(seed_for(run, chance, worker), seed_for(run, chance, worker));
        seen.insert(seed_for(run, chance, worker));
      }
  EXPECT_EQ(seen.size(), 18u);
  EXPECT_EQ(run_seed(7), 7u);
  EXPECT_NE(run_seed({}), run_seed({}));
  // An interface: a seed that was noted once must mean the same later.
  EXPECT_EQ(seed_for(7, Chance::extranonce2, 1), 5167268784252145u);
}

TEST(Workers, ComeFromOptionsAndSeed) {
  RunSettings options;
  options.pools.resize(2);
  for (PoolSettings& pool : options.pools) pool.url.emplace();
  options.pools[0].user = "alice.%n";
  options.pools[1].user = "bob.%n";
  options.pools[1].quota = 3;
  options.control.hash_rate = 4e6;
  options.control.workers = 2;
  options.control.shares_per_minute = 3;
  options.limits.max_shares = 5;
  const auto factory = worker_factory(options, 9, {});
  const WorkerOptions one = factory(1, 0), two = factory(2, 0), elsewhere = factory(2, 1);
  EXPECT_EQ(elsewhere.client.user, "bob.2");
  EXPECT_EQ(elsewhere.weight, 3);
  EXPECT_EQ(elsewhere.client.budget, one.client.budget);
  EXPECT_EQ(one.client.user, "alice.1");
  EXPECT_EQ(two.client.user, "alice.2");
  EXPECT_NE(one.first_extranonce2, two.first_extranonce2);
  EXPECT_EQ(one.first_extranonce2, worker_factory(options, 9, {})(1, 0).first_extranonce2);
  ASSERT_TRUE(one.client.budget);
  EXPECT_EQ(one.client.budget, two.client.budget) << "one limit for all";
  // Two million hashes a second find twelve a minute, four times as many as are sent.
  const double hashes = Target::from_difficulty(*one.client.suggest_difficulty)->expected_hashes();
  EXPECT_NEAR(hashes, 2e6 * 60 / 12, 10);
}

TEST(Workers, TakeShortTurnsAtALimitedRateToo) {
  ControlSettings control;
  control.hash_rate = 2e6;
  control.workers = 200;
  const MinerOptions options = engine_options(control, 1, nullptr);
  EXPECT_EQ(options.unit_time, unit_time_for(200)) << "a unit and its rest, see MinerPace";
}

// Shares a minute call for a difficulty, whether or not the rate is set.
TEST(Workers, AskForEnoughSharesOnceTheirRateIsKnown) {
  RunSettings options;
  options.pools.resize(1);
  options.pools[0].url.emplace();
  ControlSettings& control = options.control;
  control.workers = 2;
  const auto fitting = [] { return std::optional(0.5); };
  const auto follows = [&] {
    const auto client = worker_factory(options, 1, fitting)(1, 0).client;
    return client.fitting_difficulty && !client.suggest_difficulty;
  };
  EXPECT_FALSE(follows());
  control.shares_per_minute = 3;
  EXPECT_TRUE(follows());
  options.suggest_difficulty = 7;
  EXPECT_FALSE(follows()) << "what the user said";
  options.suggest_difficulty.reset();
  control.hash_rate = 4e6;
  EXPECT_FALSE(follows()) << "known from the start";

  Stats stats;
  stats.rates.last_60_s = 4e6;
  stats.elapsed = 9s;
  EXPECT_FALSE(fitting_difficulty(control, stats)) << "too early";
  stats.elapsed = 10s;
  const auto hashes = [&] {
    return Target::from_difficulty(*fitting_difficulty(control, stats))->expected_hashes();
  };
  EXPECT_NEAR(hashes(), 2e6 * 60 / 12, 10) << "four times as many as are sent";
  control.shares_per_minute.reset();
  EXPECT_NEAR(hashes(), 2e6 * 20, 10) << "--suggest-difficulty auto";
}

TEST(Descriptors, TheShortfallIsNamed) {
  EXPECT_TRUE(allow_connections(1));
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const auto refused = allow_connections(std::uint64_t{1} << 40U);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::exhausted);
  EXPECT_NE(refused.error().message.find("too few"), std::string::npos) << refused.error().message;
  rlimit after{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &after), 0);
  EXPECT_EQ(before.rlim_cur, after.rlim_cur);
}

/// A fleet of one worker on practice pools of its own, over a device that only claims to search.
struct QuotaRun {
  std::array<LocalPool, 2> pools;
  EventBus bus;
  stratum::Loop loop;
  Miner miner{paced()};
  std::unique_ptr<Fleet> fleet;

  static MinerOptions paced() {
    MinerOptions options = fake::no_canaries();
    options.unit_hashes = 1000;
    return options;
  }
  void make(double first, double second) {
    ASSERT_TRUE(miner.set_rate("test", 1e6));
    RunSettings options;
    for (const double quota : {first, second}) {
      const auto port = pools[options.pools.size()].start();
      ASSERT_TRUE(port) << port.error().message;
      PoolSettings& pool = options.pools.emplace_back();
      pool.url = stratum::PoolUrl{"stratum+tcp", "127.0.0.1", *port, "", "", false};
      pool.user = "worker";
      pool.quota = quota;
    }
    ASSERT_TRUE(miner.add_device(fake::device({.search = fake::blind_search})));
    Fleet::Hooks hooks;
    hooks.on_end = [](stratum::ClientEnd, const Error&) {};
    fleet = std::make_unique<Fleet>(loop, miner, bus, FleetSize{1, 2}, stratum::PoolStrategy::quota,
                                    worker_factory(options, 1, {}), std::move(hooks));
    fleet->start();
  }
  /// Hashes that the pools have been given.
  std::array<double, 2> hashes() const {
    std::array<double, 2> all{};
    for (const SourceId source : {SourceId{1}, SourceId{2}}) {
      const auto stats = miner.source_stats(source);
      all[source - 1] = stats ? static_cast<double>(stats->hashes) : 0;
    }
    return all;
  }
};

// Counted from when both have work until many units later, however long that takes.
TEST(Fleet, HashesAreDealtOutByQuota) {
  constexpr double unit = 1000, many = 400 * unit;
  QuotaRun run;
  run.make(1, 3);
  ASSERT_TRUE(run.miner.start());
  std::optional<std::array<double, 2>> before;
  std::array<double, 2> after{};
  const std::function<void()> look = [&] {
    after = run.hashes();
    if (!before && after[0] > 0 && after[1] > 0) before = after;
    if (before && after[0] + after[1] - (*before)[0] - (*before)[1] >= many) return run.loop.stop();
    run.loop.post_after(1ms, look);
  };
  run.loop.post_after(60s, [&] { run.loop.stop(); });
  run.loop.post(look);
  run.loop.run();
  run.miner.stop();
  ASSERT_TRUE(before);
  const double first = after[0] - (*before)[0], second = after[1] - (*before)[1];
  EXPECT_GE(first + second, many);
  // A few units at each end: the two counts are not read in one moment.
  EXPECT_NEAR(second, 3 * first, 40 * unit) << first << " " << second;
}

struct EventsSeen final : Subscriber {
  void on_event(const Event& event) override { all.push_back(event); }
  std::vector<Event> all;
};

TEST(Fleet, LogsInCountsAndEndsTogether) {
  constexpr std::uint32_t workers = 200;  // more than log in at once
  LocalPool pool;
  const auto port = pool.start();
  ASSERT_TRUE(port) << port.error().message;
  EventsSeen seen;
  EventBus bus;
  bus.subscribe(seen);
  RunSettings options;
  options.pools.resize(1);
  options.pools[0].url = stratum::PoolUrl{"stratum+tcp", "127.0.0.1", *port, "", "", false};
  options.pools[0].user = "worker.%n";
  stratum::Loop loop;
  Miner miner;
  int ends = 0;
  Fleet::Hooks hooks;
  hooks.on_end = [&](stratum::ClientEnd how, const Error&) {
    EXPECT_EQ(how, stratum::ClientEnd::stopped);
    ++ends;
  };
  Fleet fleet(loop, miner, bus, FleetSize{workers, 1}, stratum::PoolStrategy::failover,
              worker_factory(options, 1, {}), std::move(hooks));
  fleet.start();
  const std::function<void()> stop_when_all_are_in = [&] {
    if (fleet.ready() == workers) return fleet.stop(100ms);
    loop.post_after(10ms, stop_when_all_are_in);
  };
  loop.post_after(60s, [&] { loop.stop(); });
  loop.post(stop_when_all_are_in);
  loop.run();
  EXPECT_EQ(ends, 1);
  EXPECT_EQ(fleet.ready(), 0u);
  EXPECT_EQ(fleet.worker_of(1), 1u);
  EXPECT_EQ(fleet.worker_of(workers), workers);
  EXPECT_EQ(fleet.worker_of(workers + 1), 0u);
  fleet.tell_totals();
  std::set<std::string> users, extranonces;
  std::set<std::uint32_t> numbers;
  for (const Event& event : seen.all) {
    if (const auto* told = std::get_if<WorkerEvent>(&event.body)) numbers.insert(told->worker);
    if (const auto* told = std::get_if<AuthorizeEvent>(&event.body)) users.insert(told->user);
    if (const auto* told = std::get_if<SubscribeEvent>(&event.body))
      extranonces.insert(told->extranonce1);
  }
  EXPECT_EQ(numbers.size(), workers);
  EXPECT_EQ(users.size(), workers);
  EXPECT_TRUE(users.contains("worker.137"));
  EXPECT_EQ(extranonces.size(), workers);
}

}  // namespace
}  // namespace wildcat::program
