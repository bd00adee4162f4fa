// SPDX-License-Identifier: MIT
// A Miner that is held to a rate, and one whose units are always the same.
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "tests/unit/miner_core/fakes.h"
#include "wildcat/miner.h"

namespace wildcat {
namespace {

using namespace std::chrono_literals;
using fake::Behaviour;

/// A device that only claims to search, and the units it was given.
struct Given : fake::Ledger {
  Behaviour device(std::uint32_t scanners = 1) {
    return {.scanners = scanners,
            .shape = {4, 4096, 1},
            .search = fake::blind_search,
            .on_submit = hook()};
  }
};

TEST(MinerPace, IsNeverFasterThanAsked) {
  Given given;
  MinerOptions options = fake::no_canaries();
  Miner miner(options);
  ASSERT_TRUE(miner.set_rate("test", 1e5));
  ASSERT_TRUE(miner.add_device(fake::device(given.device(3))));
  ASSERT_TRUE(
      miner.set_job(miner.add_source({.extranonce = fake::extranonce}), fake::job("a", 1e9)));
  ASSERT_TRUE(miner.start());
  std::this_thread::sleep_for(1s);
  miner.stop();
  const Stats stats = miner.stats();
  // Beyond the rate: one unit of each scanner.
  EXPECT_LE(static_cast<double>(stats.hashes), 1e5 * (stats.elapsed.count() + 0.021));
  EXPECT_GT(stats.hashes, 0u);
  for (const WorkUnit& unit : given.all()) EXPECT_LE(unit.versions * unit.nonces.count, 1e5 / 150);
}

// Whoever waits must not hold a unit: it would be hashed although new work has come meanwhile.
TEST(MinerPace, HoldsNoUnitWhileItRests) {
  Given given;
  MinerOptions options = fake::no_canaries();
  Miner miner(options);
  ASSERT_TRUE(miner.set_rate("test", 1000));  // a unit of 16 hashes, then 16 ms of rest
  ASSERT_TRUE(miner.add_device(fake::device(given.device())));
  const SourceId source = miner.add_source({.extranonce = fake::extranonce});
  ASSERT_TRUE(miner.start());
  int old = 0;
  constexpr int rounds = 20;
  for (int i = 0; i < rounds; ++i) {
    test::FlatJob job = fake::job(std::to_string(i), 1e9);
    job.clean = true;
    ASSERT_TRUE(miner.set_job(source, job));
    const std::size_t before = given.all().size();
    ASSERT_TRUE(fake::eventually([&] { return given.all().size() > before; }));
    old += given.all()[before].header.prev_hash != job.prev_hash;
  }
  miner.stop();
  // One may have been taken in the very moment before the new job.
  EXPECT_LT(old, rounds / 4);
}

// Many sources take turns quickly, however slow all of them together have to be: a new job's first
// hash is no further away than one unit of each.
TEST(MinerPace, ShortUnitsMakeShortTurns) {
  constexpr std::size_t sources = 200;
  Given given;
  MinerOptions options = fake::no_canaries();
  options.unit_time = 2500us;
  Miner miner(options);
  ASSERT_TRUE(miner.set_rate("test", 2e6));
  Behaviour device = given.device();
  device.shape.nonces = 1U << 20U;  // fast: would have more in that time
  ASSERT_TRUE(miner.add_device(fake::device(device)));
  for (std::size_t i = 0; i < sources; ++i)
    ASSERT_TRUE(
        miner.set_job(miner.add_source({.extranonce = fake::extranonce}), fake::job("a", 1e9)));
  ASSERT_TRUE(miner.start());
  ASSERT_TRUE(fake::eventually([&] { return given.all().size() >= sources; }));
  miner.stop();
  const auto units = given.all();
  std::set<SourceId> served;
  std::uint64_t hashes = 0;
  for (std::size_t i = 0; i < sources; ++i) {
    served.insert(units[i].source);
    hashes += units[i].versions * units[i].nonces.count;
  }
  EXPECT_EQ(served.size(), sources);
  EXPECT_LE(hashes, sources * 5000) << "half a second at that rate";
}

TEST(MinerPace, StopsAtOnce) {
  Given given;
  MinerOptions options = fake::no_canaries();
  Miner miner(options);
  ASSERT_TRUE(miner.set_rate("test", 0.001));  // the next hash is due in a quarter of an hour
  ASSERT_TRUE(miner.add_device(fake::device(given.device(2))));
  ASSERT_TRUE(
      miner.set_job(miner.add_source({.extranonce = fake::extranonce}), fake::job("a", 1e9)));
  ASSERT_TRUE(miner.start());
  ASSERT_TRUE(fake::eventually([&] { return !given.all().empty(); }));
  miner.stop();
  EXPECT_LE(given.all().size(), 2u);
}

TEST(MinerPace, TheSameUnitsEveryTime) {
  const auto run = [] {
    Given given;
    MinerOptions options;
    options.seed = 7;
    options.canary_fraction = 0.2;
    options.unit_hashes = 1 << 10;
    Miner miner(options);
    EXPECT_TRUE(miner.add_device(fake::device(given.device())));
    const SourceId source = miner.add_source(
        {.first_extranonce2 = 0xfffffffe, .extranonce = fake::extranonce, .on_share = {}});
    test::FlatJob job = fake::job("a", 1e9);
    job.version = 0;  // the roll mask's 16 bits
    job.clock_start = std::chrono::steady_clock::now();
    EXPECT_TRUE(miner.set_job(source, job));
    EXPECT_TRUE(miner.start());
    EXPECT_TRUE(fake::eventually([&] { return given.all().size() >= 200; }));
    miner.stop();
    auto units = given.all();
    units.resize(200);
    return units;
  };
  const auto first = run(), second = run();
  int canaries = 0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].source, second[i].source) << i;
    EXPECT_EQ(first[i].header, second[i].header) << i;
    EXPECT_EQ(first[i].first_version, second[i].first_version) << i;
    EXPECT_EQ(first[i].versions, second[i].versions) << i;
    EXPECT_EQ(first[i].nonces, second[i].nonces) << i;
    EXPECT_EQ(first[i].versions * first[i].nonces.count, 1u << 10) << i;
    canaries += first[i].source == 0;
  }
  EXPECT_GT(canaries, 10) << "the canaries, too";
}

}  // namespace
}  // namespace wildcat
