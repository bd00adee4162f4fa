// SPDX-License-Identifier: MIT
// After work has become invalid, nothing of it is handed over: not late, not once.
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "tests/unit/miner_core/fakes.h"
#include "wildcat/miner.h"

namespace wildcat {
namespace {

using fake::Behaviour;
using fake::Inbox;
using fake::Witness;

test::FlatJob numbered(int number, bool clean) {
  test::FlatJob job = fake::job(std::to_string(number), 4);
  job.clean = clean;
  return job;
}

TEST(MinerStale, NoOldShareAfterACleanJob) {
  std::atomic<int> current{0}, late{0}, count{0};
  Miner miner;
  const SourceId id =
      miner.add_source({.extranonce = fake::extranonce, .on_share = [&](const Share& share) {
                          if (std::stoi(share.offer().name) < current.load()) ++late;
                          ++count;
                        }});
  ASSERT_TRUE(miner.add_device(fake::device({.scanners = 3, .shape = {4, 4, 2}})));
  ASSERT_TRUE(miner.start());
  for (int i = 1; i <= 300; ++i) {
    ASSERT_TRUE(miner.set_job(id, numbered(i, true)));
    current = i;
    const int before = count;
    ASSERT_TRUE(fake::eventually([&] { return count > before; }));
  }
  miner.stop();
  EXPECT_EQ(late, 0);
}

TEST(MinerStale, NothingIsDeliveredOnceARemovalHasReturned) {
  Miner miner;
  ASSERT_TRUE(miner.add_device(fake::device({.scanners = 3, .shape = {4, 4, 1}})));
  ASSERT_TRUE(miner.start());
  for (int i = 0; i < 200; ++i) {
    auto alive = std::make_unique<std::atomic<int>>(0);  // gone right after the removal
    const SourceId id = miner.add_source(
        {.extranonce = fake::extranonce, .on_share = [p = alive.get()](const Share&) { ++*p; }});
    ASSERT_TRUE(miner.set_job(id, numbered(i, false)));
    ASSERT_TRUE(fake::eventually([&] { return alive->load() > 0; }));
    if (i % 2 == 0) miner.drop_job(id);
    const int after_drop = alive->load();
    if (i % 2 == 0) {
      std::this_thread::yield();
      EXPECT_EQ(alive->load(), after_drop);
    }
    miner.remove_source(id);
  }
}

/// A device that has searched its first live unit and waits before it says so.
struct Late {
  explicit Late(std::function<void(Miner&, SourceId)> change) {
    MinerOptions options = fake::no_canaries(&witness);
    Miner miner(options);
    std::promise<void> searched, release;
    auto released = release.get_future().share();
    std::once_flag once;
    Behaviour behaviour;
    behaviour.pokes = pokes;
    behaviour.search = [&](const WorkUnit& unit) {
      Completion completion = fake::honest_search(unit);
      std::call_once(once, [&] {
        hits = completion.found.size();
        searched.set_value();
        released.wait();
      });
      return completion;
    };
    const SourceId id =
        miner.add_source({.extranonce = fake::extranonce, .on_share = inbox.sink()});
    EXPECT_TRUE(miner.add_device(fake::device(behaviour)));
    EXPECT_TRUE(miner.set_job(id, numbered(1, false)));
    EXPECT_TRUE(miner.start());
    searched.get_future().wait();
    change(miner, id);
    release.set_value();
    miner.stop();
    stats = miner.stats();
  }
  std::size_t old_shares() const {
    std::size_t n = 0;
    for (const Share& share : inbox.shares()) n += share.offer().name == "1";
    return n;
  }
  Inbox inbox;
  Witness witness;
  std::shared_ptr<std::atomic<int>> pokes = std::make_shared<std::atomic<int>>(0);
  std::size_t hits = 0;
  Stats stats;
};

void expect_withheld(const Late& late, StaleFault fault) {
  ASSERT_GT(late.hits, 0u);
  EXPECT_EQ(late.old_shares(), 0u);
  EXPECT_EQ(late.witness.stale().size(), late.hits);
  EXPECT_EQ(late.stats.total.stale[std::size_t(fault)], late.hits);
  EXPECT_EQ(late.pokes->load(), 1);
}

TEST(MinerStale, FindsOfReplacedWorkAreWithheldAndCounted) {
  expect_withheld(
      Late([](Miner& miner, SourceId id) { EXPECT_TRUE(miner.set_job(id, numbered(2, true))); }),
      StaleFault::switching);
}

TEST(MinerStale, FindsOfDroppedWorkAreWithheldAndCounted) {
  expect_withheld(Late([](Miner& miner, SourceId id) { miner.drop_job(id); }), StaleFault::network);
}

TEST(MinerStale, FindsOfRemovedSourcesAreWithheldAndCounted) {
  expect_withheld(Late([](Miner& miner, SourceId id) { miner.remove_source(id); }),
                  StaleFault::network);
}

TEST(MinerStale, FindsOfRefreshedWorkStillCount) {
  const Late late(
      [](Miner& miner, SourceId id) { EXPECT_TRUE(miner.set_job(id, numbered(2, false))); });
  EXPECT_EQ(late.old_shares(), late.hits);
  EXPECT_TRUE(late.witness.stale().empty());
  EXPECT_EQ(late.pokes->load(), 0);
}

TEST(MinerStale, ChangesElsewhereDoNotMatter) {
  const Late late([](Miner& miner, SourceId) {
    const SourceId other = miner.add_source({.extranonce = fake::extranonce});
    EXPECT_TRUE(miner.set_job(other, numbered(2, true)));
    miner.remove_source(other);
  });
  EXPECT_GE(late.old_shares(), late.hits);  // and of later units, until the stop
  EXPECT_TRUE(late.witness.stale().empty());
  EXPECT_EQ(late.pokes->load(), 0);
}

TEST(MinerStale, ASinkMayReadTheStatistics) {
  std::atomic<int> calls{0};
  Miner miner;
  const SourceId id =
      miner.add_source({.extranonce = fake::extranonce, .on_share = [&](const Share&) {
                          if (miner.stats().total.shares > 0) ++calls;
                        }});
  ASSERT_TRUE(miner.add_device(fake::device({.scanners = 2})));
  ASSERT_TRUE(miner.start());
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(miner.set_job(id, numbered(i, true)));
  EXPECT_TRUE(fake::eventually([&] { return calls > 0; }));
}

}  // namespace
}  // namespace wildcat
