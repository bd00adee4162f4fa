// SPDX-License-Identifier: MIT
// A Miner on honest devices: what goes in, what comes out, what is counted.
#include "wildcat/miner.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <set>
#include <thread>

#include "miner/run/poisson.h"
#include "tests/unit/miner_core/fakes.h"

namespace wildcat {
namespace {

using namespace std::chrono_literals;
using fake::Behaviour;
using fake::Inbox;
using fake::Ledger;

SourceId add_source(Miner& miner, Inbox& inbox, const JobOffer& job, double weight = 1) {
  const SourceId id = miner.add_source(
      {.weight = weight, .extranonce = fake::extranonce, .on_share = inbox.sink()});
  EXPECT_TRUE(miner.set_job(id, job));
  return id;
}

void start(Miner& miner, Behaviour behaviour = {}) {
  ASSERT_TRUE(miner.add_device(fake::device(std::move(behaviour))));
  ASSERT_TRUE(miner.start());
}

TEST(Miner, DeliversProvenShares) {
  Inbox inbox;
  Miner miner;
  const test::FlatJob job = fake::job("a");
  const SourceId id = add_source(miner, inbox, job);
  start(miner, {.scanners = 2});
  ASSERT_TRUE(inbox.wait_for(20));
  miner.stop();
  std::set<std::string> hashes;
  for (const Share& share : inbox.shares()) {
    EXPECT_EQ(share.source(), id);
    EXPECT_EQ(share.offer().name, "a");
    EXPECT_TRUE(job.share_target.met_by(share.header().hash()));
    EXPECT_EQ(share.header().hash(), share.hash());
    EXPECT_TRUE(hashes.insert(share.hash().display_hex()).second) << "handed over twice";
  }
}

TEST(Miner, EverySourceGetsItsOwn) {
  Inbox a, b;
  Miner miner;
  const SourceId id_a = add_source(miner, a, fake::job("a"));
  const SourceId id_b = add_source(miner, b, fake::job("b"));
  start(miner);
  ASSERT_TRUE(a.wait_for(5) && b.wait_for(5));
  miner.stop();
  for (const Share& share : a.shares()) EXPECT_EQ(share.source(), id_a);
  for (const Share& share : b.shares()) EXPECT_EQ(share.source(), id_b);
}

TEST(Miner, TwoMinersShareAProcess) {
  Inbox a, b;
  Miner one, two;
  add_source(one, a, fake::job("one"));
  add_source(two, b, fake::job("two"));
  start(one);
  start(two);
  ASSERT_TRUE(a.wait_for(5) && b.wait_for(5));
  one.stop();
  const std::size_t before = b.shares().size();
  EXPECT_TRUE(b.wait_for(before + 3));
  two.stop();
  for (const Share& share : a.shares()) EXPECT_EQ(share.offer().name, "one");
  for (const Share& share : b.shares()) EXPECT_EQ(share.offer().name, "two");
}

TEST(Miner, StopDeliversWhatIsInFlight) {
  Inbox inbox;
  Ledger ledger;
  std::promise<void> entered, release;
  auto released = release.get_future().share();
  std::once_flag once;
  Behaviour behaviour{.shape = {4, 64, 3}};
  behaviour.on_submit = ledger.hook();
  behaviour.search = [&](const WorkUnit& unit) {
    std::call_once(once, [&] { entered.set_value(); });
    released.wait();
    return fake::honest_search(unit);
  };
  Miner miner(fake::no_canaries());
  add_source(miner, inbox, fake::job("a", 16));
  start(miner, behaviour);
  entered.get_future().wait();
  auto stopped = std::async(std::launch::async, [&] { miner.stop(); });
  release.set_value();
  stopped.get();
  std::size_t hits = 0;
  for (const WorkUnit& unit : ledger.all()) hits += fake::honest_search(unit).found.size();
  EXPECT_GE(ledger.all().size(), 3u);
  EXPECT_GT(hits, 0u);
  EXPECT_EQ(inbox.shares().size(), hits);
}

TEST(Miner, NothingHappensAfterStop) {
  Inbox inbox;
  Miner miner;
  const SourceId id = add_source(miner, inbox, fake::job("a"));
  start(miner);
  ASSERT_TRUE(inbox.wait_for(1));
  miner.stop();
  const std::size_t shares = inbox.shares().size();
  const Stats before = miner.stats();
  EXPECT_TRUE(miner.set_job(id, fake::job("b")));
  miner.stop();
  std::this_thread::sleep_for(20ms);
  const Stats after = miner.stats();
  EXPECT_EQ(inbox.shares().size(), shares);
  EXPECT_EQ(after.hashes, before.hashes);
  EXPECT_EQ(after.elapsed, before.elapsed);
  EXPECT_EQ(miner.start().error().code, Errc::state);
}

TEST(Miner, RefusesCallsOutOfOrder) {
  Miner miner;
  EXPECT_EQ(miner.start().error().code, Errc::not_found);
  EXPECT_EQ(miner.add_device(nullptr).error().code, Errc::invalid_argument);
  start(miner);
  EXPECT_EQ(miner.start().error().code, Errc::state);
  EXPECT_EQ(miner.add_device(fake::device({})).error().code, Errc::state);
}

TEST(Miner, StopWithoutStartIsFine) {
  Miner miner;
  ASSERT_TRUE(miner.add_device(fake::device({})));
  miner.stop();
  EXPECT_EQ(miner.stats().elapsed.count(), 0);
}

TEST(Miner, UnknownSourcesAreToldOrIgnored) {
  Miner miner;
  EXPECT_EQ(miner.set_job(5, fake::job("a")).error().code, Errc::not_found);
  EXPECT_EQ(miner.source_stats(5).error().code, Errc::not_found);
  miner.remove_source(5);
  miner.drop_job(5);
  miner.set_weight(5, 2);
  test::FlatJob bad = fake::job("a");
  bad.share_target = Target();
  EXPECT_EQ(miner.set_job(miner.add_source({.extranonce = fake::extranonce}), bad).error().code,
            Errc::invalid_argument);
}

TEST(Miner, CountsEveryHashAndCandidate) {
  Inbox inbox;
  Ledger ledger;
  Behaviour behaviour{.id = "fake:7", .scanners = 2};
  behaviour.on_submit = ledger.hook();
  Miner miner(fake::no_canaries());
  const SourceId id = add_source(miner, inbox, fake::job("a"));
  start(miner, behaviour);
  ASSERT_TRUE(inbox.wait_for(30));
  miner.stop();
  std::uint64_t hashes = 0;
  for (const WorkUnit& unit : ledger.all()) hashes += unit.versions * unit.nonces.count;
  const Stats stats = miner.stats();
  ASSERT_EQ(stats.devices.size(), 1u);
  const DeviceStats& device = stats.devices[0];
  EXPECT_EQ(device.id, "fake:7");
  EXPECT_EQ(device.kernel, (KernelUse{"brute", 1}));
  EXPECT_FALSE(device.failed);
  EXPECT_EQ(device.hashes, hashes);
  EXPECT_EQ(device.candidates, inbox.shares().size());
  EXPECT_NEAR(device.expected_candidates, double(hashes) / 256, double(hashes) / 256 * 0.01);
  EXPECT_GT(program::candidates_p_value(device).value(), 1e-9);
  EXPECT_EQ(stats.hashes, hashes);
  EXPECT_EQ(stats.total.hashes, hashes);
  EXPECT_EQ(miner.source_stats(id)->hashes, hashes);
  EXPECT_EQ(stats.total.shares, inbox.shares().size());
  EXPECT_NEAR(stats.rates.whole_run.value(), double(hashes) / stats.elapsed.count(), 1);
}

TEST(Miner, AnIdleMinerHasNoRate) {
  Miner miner;
  start(miner);
  const Stats stats = miner.stats();
  EXPECT_FALSE(stats.rates.last_10_s || stats.rates.whole_run || program::implied_rate(stats));
  EXPECT_FALSE(stats.devices[0].rates.last_10_s);
}

TEST(Miner, ReportsFeedTheStatistics) {
  Miner miner;
  const SourceId id = miner.add_source({.extranonce = fake::extranonce});
  start(miner);
  miner.report(id, {.expected_hashes = 1e9});
  miner.report(id, {.kind = ShareOutcome::Kind::rejected, .reason = RejectReason::duplicate});
  EXPECT_EQ(miner.source_stats(id)->accepted, 1u);
  miner.remove_source(id);
  miner.report(id, {.kind = ShareOutcome::Kind::lost});  // an answer that never came
  const Stats stats = miner.stats();
  EXPECT_EQ(stats.total.accepted, 1u);
  EXPECT_EQ(stats.total.rejected[std::size_t(RejectReason::duplicate)], 1u);
  EXPECT_EQ(stats.total.lost, 1u);
  const auto rate = program::implied_rate(stats).value();
  EXPECT_NEAR(rate.hashes_per_second * stats.elapsed.count(), 1e9, 1);
  EXPECT_LT(rate.low, rate.hashes_per_second);
  EXPECT_GT(rate.high, rate.hashes_per_second);
}

TEST(Miner, TheTotalOutlivesItsSources) {
  Inbox inbox;
  Miner miner;
  const SourceId id = add_source(miner, inbox, fake::job("a"));
  start(miner);
  ASSERT_TRUE(inbox.wait_for(3));
  miner.remove_source(id);
  EXPECT_EQ(miner.source_stats(id).error().code, Errc::not_found);
  EXPECT_EQ(miner.stats().total.shares, inbox.shares().size());
}

TEST(Miner, UnitTimeScalesTheWish) {
  for (const auto& [time, nonces] : {std::pair{32'000us, 128u}, {4'000us, 16u}, {1us, 1u}}) {
    Ledger ledger;
    Inbox inbox;
    Behaviour behaviour;
    behaviour.on_submit = ledger.hook();
    MinerOptions options = fake::no_canaries();
    options.unit_time = time;
    Miner miner(options);
    add_source(miner, inbox, fake::job("a"));
    start(miner, behaviour);
    ASSERT_TRUE(fake::eventually([&] { return !ledger.all().empty(); }));
    miner.stop();
    EXPECT_EQ(ledger.all().front().nonces.count, nonces);
  }
}

// One unit is the whole job: a fixed root, nothing to roll; only its first nonces are searched.
TEST(Miner, BlocksGoFirst) {
  Inbox inbox;
  test::FlatJob job = fake::job("blocks", 4);
  job.merkle = Hash256{};
  job.roll_mask = 0;
  job.nbits = 0x200fffff;  // one in 16
  Behaviour behaviour{.shape = {1, std::uint64_t{1} << 32, 1}};
  behaviour.search = [](WorkUnit unit) {
    unit.nonces.count = 256;
    Completion completion = fake::honest_search(unit);
    completion.nonces_done = std::uint64_t{1} << 32;
    return completion;
  };
  Miner miner(fake::no_canaries());
  const SourceId id = add_source(miner, inbox, job);
  start(miner, behaviour);
  ASSERT_TRUE(fake::eventually([&] { return miner.source_stats(id)->exhausted_jobs == 1; }));
  miner.stop();
  const auto shares = inbox.shares();
  const auto is_block = [](const Share& s) { return s.is_block(); };
  EXPECT_TRUE(std::is_partitioned(shares.begin(), shares.end(), is_block));
  ASSERT_TRUE(shares.front().is_block());
  EXPECT_FALSE(shares.back().is_block());
  EXPECT_EQ(miner.source_stats(id)->blocks,
            std::uint64_t(std::count_if(shares.begin(), shares.end(), is_block)));
}

TEST(MinerCanaries, TheSecondUnitIsOneAndNoneIsMissed) {
  Inbox inbox;
  Ledger ledger;
  fake::Witness witness;
  Behaviour behaviour;
  behaviour.on_submit = ledger.hook();
  MinerOptions options;
  options.observer = &witness;
  options.canary_fraction = 0.2;
  Miner miner(options);
  const SourceId id = add_source(miner, inbox, fake::job("a"));
  start(miner, behaviour);
  ASSERT_TRUE(fake::eventually([&] { return witness.canaries().size() >= 10; }));
  miner.stop();
  const auto units = ledger.all();
  EXPECT_EQ(units[0].source, id);
  EXPECT_EQ(units[1].source, 0u);
  EXPECT_EQ(units[1].versions, units[0].versions);
  EXPECT_EQ(units[1].nonces.count, units[0].nonces.count);
  EXPECT_EQ(units[1].target, units[0].target);
  for (const CanaryResult& canary : witness.canaries()) EXPECT_FALSE(canary.missed);
  for (const Share& share : inbox.shares()) EXPECT_EQ(share.source(), id);
  const DeviceStats device = miner.stats().devices[0];
  EXPECT_EQ(device.canaries, witness.canaries().size());
  EXPECT_EQ(device.canaries_missed, 0u);
  EXPECT_GT(device.hashes, miner.stats().total.hashes);
  EXPECT_EQ(device.hardware_errors, 0u);
}

TEST(MinerCanaries, MinerStopsThoughEveryUnitIsOne) {
  Inbox inbox;
  fake::Witness witness;
  MinerOptions options;
  options.observer = &witness;
  options.canary_fraction = 1;
  Miner miner(options);
  add_source(miner, inbox, fake::job("a"));
  start(miner);
  ASSERT_TRUE(fake::eventually([&] { return witness.canaries().size() >= 3; }));
  miner.stop();
}

}  // namespace
}  // namespace wildcat
