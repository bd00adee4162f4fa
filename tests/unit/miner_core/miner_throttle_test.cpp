// SPDX-License-Identifier: MIT
// A Miner that is paused, slowed and let go while it runs, from any thread.
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <thread>

#include "tests/unit/miner_core/fakes.h"
#include "wildcat/miner.h"

namespace wildcat {
namespace {

using namespace std::chrono_literals;
using fake::Behaviour;

/// Searches a third of the unit, then goes on claiming to be busy until it is told to stop.
Completion search_until_told(const WorkUnit& unit) {
  WorkUnit third = unit;
  third.nonces.count = std::max<std::uint64_t>(unit.nonces.count / 3, 1);
  third.recall = nullptr;
  Completion completion = fake::honest_search(third);
  while (!unit.reason_to_stop()) std::this_thread::sleep_for(100us);
  completion.status = *unit.reason_to_stop();
  return completion;
}

/// A miner of two devices with one source, and all that becomes of its work.
struct ThrottledRun {
  fake::Witness witness;
  fake::Inbox inbox;
  std::array<fake::Ledger, 2> given;
  std::array<std::shared_ptr<std::atomic<int>>, 2> open, pokes;
  Miner miner{fake::no_canaries(&witness)};

  void add(std::size_t number, Behaviour behaviour) {
    behaviour.id = "fake:" + std::to_string(number);
    behaviour.on_submit = given[number].hook();
    open[number] = behaviour.open;
    pokes[number] = behaviour.pokes;
    ASSERT_TRUE(miner.add_device(fake::device(std::move(behaviour))));
  }
  void start(double odds = 64) {
    const SourceId source =
        miner.add_source({.extranonce = fake::extranonce, .on_share = inbox.sink()});
    ASSERT_TRUE(miner.set_job(source, fake::job("a", odds)));
    ASSERT_TRUE(miner.start());
  }
  /// Waits until the device gets another unit.
  bool gets_units(std::size_t number) {
    const std::size_t before = given[number].all().size();
    return fake::eventually([&] { return given[number].all().size() > before; });
  }
  /// What the device gets in a while.
  std::size_t units_in_a_while(std::size_t number) {
    const std::size_t before = given[number].all().size();
    std::this_thread::sleep_for(100ms);
    return given[number].all().size() - before;
  }
  /// Waits until it has put down what it had.
  bool comes_to_rest(std::size_t number) {
    return fake::eventually([&] { return units_in_a_while(number) == 0; });
  }
};

TEST(MinerThrottle, APauseMakesNothingStaleAndTheRestIsSearchedLater) {
  ThrottledRun run;
  run.add(0, {.shape = {4, 3000, 1}, .search = search_until_told});
  run.start();
  ASSERT_TRUE(fake::eventually([&] { return !run.given[0].all().empty(); }));
  for (int i = 0; i < 3; ++i) {
    const std::size_t before = run.given[0].all().size();
    ASSERT_TRUE(run.miner.pause("user"));
    ASSERT_TRUE(run.comes_to_rest(0));
    EXPECT_EQ(run.given[0].all().size(), before) << "nothing new while it is paused";
    const auto status = run.miner.throttle();
    ASSERT_TRUE(status.devices.at(0).limits.pause);
    EXPECT_EQ(status.devices[0].limits.pause->owner, "user");
    ASSERT_TRUE(run.miner.resume("user"));
    ASSERT_TRUE(fake::eventually([&] { return run.given[0].all().size() > before; }));
  }
  ASSERT_TRUE(run.miner.pause("user"));
  run.miner.stop();
  const auto units = run.given[0].all();
  for (std::size_t i = 1; i < units.size(); ++i) {
    EXPECT_EQ(units[i].first_version, units[i - 1].first_version);
    EXPECT_EQ(units[i].nonces.first,
              units[i - 1].nonces.first + std::max<std::uint64_t>(units[i - 1].nonces.count / 3, 1))
        << "neither a hole nor anything twice";
  }
  EXPECT_GE(run.inbox.shares().size(), 10u) << "what was found before a pause is delivered";
  EXPECT_TRUE(run.witness.stale().empty());
  EXPECT_TRUE(run.witness.failures().empty());
  EXPECT_GT(run.pokes[0]->load(), 0);
}

TEST(MinerThrottle, OneDeviceRestsAndTheOtherGoesOn) {
  ThrottledRun run;
  run.add(0, {.search = fake::blind_search});
  run.add(1, {.search = fake::blind_search});
  run.start(1e9);
  ASSERT_TRUE(run.gets_units(0) && run.gets_units(1));
  ASSERT_TRUE(run.miner.pause("user", "fake:1"));
  ASSERT_TRUE(run.comes_to_rest(1));
  EXPECT_TRUE(run.gets_units(0));
  ASSERT_TRUE(run.miner.pause("temperature", "fake:1"));
  ASSERT_TRUE(run.miner.resume("user", "fake:1"));
  EXPECT_EQ(run.units_in_a_while(1), 0u) << "another owner still holds it";
  ASSERT_TRUE(run.miner.resume("temperature", "fake:1"));
  EXPECT_TRUE(run.gets_units(1));
  ASSERT_TRUE(run.miner.set_duty("temperature", 0, "fake:0"));
  ASSERT_TRUE(run.comes_to_rest(0));
  run.miner.lift("temperature");
  EXPECT_TRUE(run.gets_units(0));
  EXPECT_EQ(run.miner.pause("user", "fake:2").error().code, Errc::not_found);
}

TEST(MinerThrottle, AReleasedDeviceHasNoScannerUntilItGoesOn) {
  ThrottledRun run;
  run.add(0, {.scanners = 2, .search = fake::blind_search});
  run.start(1e9);
  ASSERT_TRUE(run.gets_units(0));
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(run.miner.pause("user"));
    ASSERT_TRUE(run.comes_to_rest(0));
    EXPECT_EQ(*run.open[0], 2) << "kept";
    ASSERT_TRUE(run.miner.pause("user", {}, Hold::release));
    ASSERT_TRUE(fake::eventually([&] { return *run.open[0] == 0; }));
    EXPECT_EQ(run.units_in_a_while(0), 0u);
    ASSERT_TRUE(run.miner.resume("user"));
    ASSERT_TRUE(run.gets_units(0));
    ASSERT_TRUE(fake::eventually([&] { return *run.open[0] == 2; }));
  }
  EXPECT_TRUE(run.witness.failures().empty());
}

TEST(MinerThrottle, ADeviceThatDoesNotOpenAgainHasFailed) {
  ThrottledRun run;
  std::atomic<bool> gone{false};
  Behaviour behaviour{.search = fake::blind_search};
  behaviour.on_open = [&](std::uint32_t) -> Result<void> {
    if (gone) return Error{Errc::device_failed, "gone"};
    return {};
  };
  run.add(0, behaviour);
  run.start(1e9);
  ASSERT_TRUE(run.gets_units(0));
  ASSERT_TRUE(run.miner.pause("user", "fake:0", Hold::release));
  ASSERT_TRUE(fake::eventually([&] { return *run.open[0] == 0; }));
  gone = true;
  ASSERT_TRUE(run.miner.resume("user", "fake:0"));
  ASSERT_TRUE(fake::eventually([&] { return run.witness.failures().size() == 1; }));
  EXPECT_EQ(run.witness.failures()[0].error.message, "gone");
}

TEST(MinerThrottle, PausedFromTheStart) {
  ThrottledRun run;
  run.add(0, {.search = fake::blind_search});
  run.add(1, {.search = fake::blind_search});
  ASSERT_TRUE(run.miner.pause("user", "fake:0"));
  ASSERT_TRUE(run.miner.pause("user", "fake:1", Hold::release));
  run.start(1e9);
  EXPECT_EQ(run.units_in_a_while(0), 0u);
  EXPECT_EQ(*run.open[1], 0) << "never opened";
  run.miner.lift("user");
  EXPECT_TRUE(run.gets_units(0));
  EXPECT_TRUE(run.gets_units(1));
}

TEST(MinerThrottle, StopsAtOnceWhilePaused) {
  for (const Hold hold : {Hold::keep, Hold::release}) {
    ThrottledRun run;
    run.add(0, {.scanners = 3, .search = fake::blind_search});
    run.start(1e9);
    ASSERT_TRUE(run.miner.pause("user", {}, hold));
    run.miner.stop();
    EXPECT_EQ(*run.open[0], 0);
  }
}

// The pause comes while there is no work, and the work while there is a pause.
TEST(MinerThrottle, WorkThatComesInAPauseWaitsForItsEnd) {
  ThrottledRun run;
  run.add(0, {.search = fake::blind_search});
  const SourceId source = run.miner.add_source({.extranonce = fake::extranonce});
  ASSERT_TRUE(run.miner.start());
  ASSERT_TRUE(fake::eventually([&] { return *run.open[0] == 1; }));
  ASSERT_TRUE(run.miner.pause("user"));
  ASSERT_TRUE(run.miner.set_job(source, fake::job("old", 1e9)));
  test::FlatJob newest = fake::job("newest", 1e9);
  newest.clean = true;
  ASSERT_TRUE(run.miner.set_job(source, newest));
  EXPECT_EQ(run.units_in_a_while(0), 0u);
  ASSERT_TRUE(run.miner.resume("user"));
  ASSERT_TRUE(fake::eventually([&] { return !run.given[0].all().empty(); }));
  EXPECT_EQ(run.given[0].all().front().header.prev_hash, newest.prev_hash);
}

TEST(MinerThrottle, CanariesGoOnAfterAPause) {
  fake::Witness witness;
  MinerOptions options;
  options.observer = &witness;
  options.canary_fraction = 1;
  Miner miner(options);
  ASSERT_TRUE(miner.add_device(fake::device({.shape = {1, 3000, 1}})));
  ASSERT_TRUE(
      miner.set_job(miner.add_source({.extranonce = fake::extranonce}), fake::job("a", 1e9)));
  ASSERT_TRUE(miner.start());
  for (int i = 0; i < 10; ++i) {
    const std::size_t before = witness.canaries().size();
    ASSERT_TRUE(miner.pause("user"));
    ASSERT_TRUE(miner.resume("user"));
    ASSERT_TRUE(fake::eventually([&] { return witness.canaries().size() > before; }));
  }
  miner.stop();
  for (const CanaryResult& canary : witness.canaries()) EXPECT_FALSE(canary.missed);
  EXPECT_TRUE(witness.failures().empty());
}

// Several owners at once, on running devices: nothing is searched twice or left out, and nobody is
// left asleep.
TEST(MinerThrottle, OwnersOfManyThreads) {
  ThrottledRun run;
  run.add(0, {.scanners = 2, .shape = {4, 300, 1}});
  run.add(1, {.scanners = 1, .shape = {4, 300, 2}});
  run.start(1e4);
  std::vector<std::thread> owners;
  for (int number = 0; number < 4; ++number)
    owners.emplace_back([&run, number] {
      const std::string owner = "owner " + std::to_string(number);
      for (int i = 0; i < 40; ++i) {
        const std::string device = i % 3 == 0 ? "" : "fake:" + std::to_string(i % 2);
        EXPECT_TRUE(run.miner.pause(owner, device, i % 5 == 0 ? Hold::release : Hold::keep));
        EXPECT_TRUE(run.miner.set_rate(owner, 1e6 * (i + 1), device));
        EXPECT_TRUE(run.miner.set_duty(owner, 0.01 * i, device));
        run.miner.throttle();
        EXPECT_TRUE(run.miner.resume(owner, device));
        run.miner.lift(owner);
      }
    });
  for (std::thread& owner : owners) owner.join();
  const auto status = run.miner.throttle();
  EXPECT_FALSE(status.all.rate || status.all.duty || status.all.pause);
  EXPECT_TRUE(run.gets_units(0));
  EXPECT_TRUE(run.gets_units(1));
  run.miner.stop();
  EXPECT_TRUE(run.witness.failures().empty());
  EXPECT_TRUE(run.witness.stale().empty());
  EXPECT_TRUE(run.witness.errors().empty());
}

}  // namespace
}  // namespace wildcat
