// SPDX-License-Identifier: MIT
// Devices that lie, fail, hang or dawdle: told, counted, never believed, and the others mine on.
#include <gtest/gtest.h>

#include <algorithm>
#include <future>

#include "miner/run/poisson.h"
#include "tests/unit/miner_core/fakes.h"
#include "wildcat/miner.h"

namespace wildcat {
namespace {

using fake::Behaviour;
using fake::Inbox;
using fake::Witness;

constexpr double hardly_ever = 1e9;

struct Mine {
  explicit Mine(MinerOptions options = {}) : miner(with(options, witness)) {}
  static MinerOptions with(MinerOptions options, Witness& witness) {
    options.observer = &witness;
    return options;
  }
  SourceId source(const JobOffer& job) {
    const SourceId id =
        miner.add_source({.extranonce = fake::extranonce, .on_share = inbox.sink()});
    EXPECT_TRUE(miner.set_job(id, job));
    return id;
  }
  void device(Behaviour behaviour) {
    ASSERT_TRUE(miner.add_device(fake::device(std::move(behaviour))));
  }
  Witness witness;
  Inbox inbox;
  Miner miner;
};

TEST(MinerFaults, WrongCandidatesAreCountedAndNeverSent) {
  Mine m(fake::no_canaries());
  const SourceId id = m.source(fake::job("a", hardly_ever));
  Behaviour liar{.id = "fake:liar"};
  liar.search = fake::blind_search;
  liar.on_wait = [](const WorkUnit& unit, Completion c) -> Result<Completion> {
    c.found = {{unit.version(0), unit.nonces.first},                    // no hit
               {unit.version(0) ^ 1, unit.nonces.first},                // not our version
               {unit.version(0), unit.nonces.first + 1 + 0x40000000}};  // not our nonce
    return c;
  };
  m.device(liar);
  ASSERT_TRUE(m.miner.start());
  ASSERT_TRUE(fake::eventually([&] { return m.witness.errors().size() >= 30; }));
  m.miner.stop();
  EXPECT_TRUE(m.inbox.shares().empty());
  EXPECT_EQ(m.witness.errors()[0].device, "fake:liar");
  EXPECT_EQ(m.witness.errors()[0].source, id);
  const DeviceStats device = m.miner.stats().devices[0];
  EXPECT_EQ(device.hardware_errors, m.witness.errors().size());
  EXPECT_EQ(device.candidates, 0u);
  EXPECT_FALSE(device.failed);
}

TEST(MinerFaults, ADeafDeviceMissesItsCanaries) {
  Mine m;
  m.source(fake::job("a", hardly_ever));
  m.device({.id = "fake:deaf", .search = fake::blind_search});
  ASSERT_TRUE(m.miner.start());
  ASSERT_TRUE(fake::eventually([&] { return !m.witness.canaries().empty(); }));
  m.miner.stop();
  EXPECT_TRUE(m.witness.canaries()[0].missed);
  EXPECT_EQ(m.witness.canaries()[0].device, "fake:deaf");
  EXPECT_GE(m.miner.stats().devices[0].canaries_missed, 1u);
}

TEST(MinerFaults, WrongCandidatesOfCanariesAreHardwareErrors) {
  Mine m;
  m.source(fake::job("a", hardly_ever));
  Behaviour liar;
  liar.on_wait = [](const WorkUnit& unit, Completion c) -> Result<Completion> {
    if (unit.source == 0) c.found.push_back({unit.version(0) ^ 1, unit.nonces.first});
    return c;
  };
  m.device(liar);
  ASSERT_TRUE(m.miner.start());
  ASSERT_TRUE(fake::eventually([&] { return !m.witness.canaries().empty(); }));
  m.miner.stop();
  EXPECT_FALSE(m.witness.canaries()[0].missed);
  EXPECT_EQ(m.witness.errors().size(), m.witness.canaries().size());
}

// Stops after a third of each unit, as a kernel with too many hits does.
Result<Completion> a_third(const WorkUnit& unit, Completion c) {
  c.nonces_done = (unit.nonces.count + 2) / 3;
  c.status = c.nonces_done == unit.nonces.count ? Status::done : Status::partial;
  return c;
}

TEST(MinerFaults, PartialUnitsMissNoCanaryAndRepeatNoShare) {
  MinerOptions options;
  options.canary_fraction = 0.2;
  Mine m(options);
  m.source(fake::job("a", 16));
  m.device({.on_wait = a_third});  // reports hits beyond the third, too
  ASSERT_TRUE(m.miner.start());
  ASSERT_TRUE(m.inbox.wait_for(100));
  ASSERT_TRUE(fake::eventually([&] { return m.witness.canaries().size() >= 10; }));
  m.miner.stop();
  for (const CanaryResult& canary : m.witness.canaries()) EXPECT_FALSE(canary.missed);
  auto shares = m.inbox.shares();
  std::vector<std::string> hashes;
  for (const Share& share : shares) hashes.push_back(share.hash().display_hex());
  std::sort(hashes.begin(), hashes.end());
  EXPECT_EQ(std::adjacent_find(hashes.begin(), hashes.end()), hashes.end());
  EXPECT_TRUE(m.witness.errors().empty());
}

TEST(MinerFaults, AStammeringDeviceSendsEachShareOnce) {
  Mine m(fake::no_canaries());
  m.source(fake::job("a"));
  m.device({.on_wait = [](const WorkUnit&, Completion c) -> Result<Completion> {
    const auto found = c.found;
    c.found.insert(c.found.end(), found.begin(), found.end());
    return c;
  }});
  ASSERT_TRUE(m.miner.start());
  ASSERT_TRUE(m.inbox.wait_for(20));
  m.miner.stop();
  const DeviceStats device = m.miner.stats().devices[0];
  EXPECT_EQ(device.candidates, m.inbox.shares().size());
  EXPECT_GT(program::candidates_p_value(device).value_or(1), 1e-9);
}

TEST(MinerFaults, AHangShowsNoRateAndEndsWithTheDevice) {
  std::promise<void> entered, release;
  auto released = release.get_future().share();
  std::once_flag once;
  Mine m(fake::no_canaries());
  m.source(fake::job("a"));
  m.device({.search = [&](const WorkUnit& unit) {
    std::call_once(once, [&] { entered.set_value(); });
    released.wait();
    return fake::honest_search(unit);
  }});
  ASSERT_TRUE(m.miner.start());
  entered.get_future().wait();
  EXPECT_FALSE(m.miner.stats().rates.last_10_s);
  EXPECT_FALSE(m.miner.stats().devices[0].rates.whole_run);
  auto stopped = std::async(std::launch::async, [&] { m.miner.stop(); });
  release.set_value();
  stopped.get();
  EXPECT_TRUE(m.miner.stats().rates.whole_run);
}

/// A way to break down with the n-th unit of the device.
struct Breakdown {
  const char* name;
  const char* says;  // part of the reason
  std::function<void(Behaviour&, std::shared_ptr<std::atomic<int>>)> install;
};

Error burnt() { return {Errc::device_failed, "it burnt out; buy a new one"}; }

template <class Change>
std::function<void(Behaviour&, std::shared_ptr<std::atomic<int>>)> on_fifth_wait(Change change) {
  return [change](Behaviour& b, std::shared_ptr<std::atomic<int>> n) {
    b.on_wait = [change, n](const WorkUnit& u, Completion c) -> Result<Completion> {
      if (n->fetch_add(1) < 4) return c;
      return change(u, std::move(c));
    };
  };
}

const Breakdown breakdowns[] = {
    {"open", "burnt",
     [](Behaviour& b, auto) { b.on_open = [](std::uint32_t) -> Result<void> { return burnt(); }; }},
    {"submit", "burnt",
     [](Behaviour& b, auto n) {
       b.on_submit = [n](const WorkUnit&) -> Result<void> {
         if (n->fetch_add(1) < 4) return {};
         return burnt();
       };
     }},
    {"wait", "burnt",
     on_fifth_wait([](const WorkUnit&, Completion) -> Result<Completion> { return burnt(); })},
    {"foreign_id", "was due", on_fifth_wait([](const WorkUnit&, Completion c) {
       c.id += 1000;
       return Result<Completion>(std::move(c));
     })},
    {"boaster", "more nonces", on_fifth_wait([](const WorkUnit& u, Completion c) {
       c.nonces_done = u.nonces.count + 1;
       return Result<Completion>(std::move(c));
     })},
    {"shirker", "without searching", on_fifth_wait([](const WorkUnit&, Completion c) {
       c.nonces_done = 0;
       c.status = Status::partial;
       return Result<Completion>(std::move(c));
     })},
    {"failed_unit", "a unit failed", on_fifth_wait([](const WorkUnit&, Completion c) {
       c.nonces_done = 0;
       c.status = Status::failed;
       return Result<Completion>(std::move(c));
     })},
};

class Breakdowns : public ::testing::TestWithParam<Breakdown> {};
INSTANTIATE_TEST_SUITE_P(MinerFaults, Breakdowns, ::testing::ValuesIn(breakdowns),
                         [](const auto& param) { return param.param.name; });

TEST_P(Breakdowns, IsToldOnceAndTheOthersMineOn) {
  Mine m(fake::no_canaries());
  m.source(fake::job("a"));
  Behaviour bad{.id = "fake:bad", .scanners = 3, .shape = {4, 16, 2}};
  GetParam().install(bad, std::make_shared<std::atomic<int>>(0));
  m.device(bad);
  m.device({.id = "fake:good"});
  ASSERT_TRUE(m.miner.start());
  ASSERT_TRUE(fake::eventually([&] { return !m.witness.failures().empty(); }));
  const std::size_t before = m.inbox.shares().size();
  EXPECT_TRUE(m.inbox.wait_for(before + 5));
  m.miner.stop();
  ASSERT_EQ(m.witness.failures().size(), 1u);
  EXPECT_EQ(m.witness.failures()[0].device, "fake:bad");
  const Stats stats = m.miner.stats();
  EXPECT_TRUE(stats.devices[0].failed);
  EXPECT_NE(stats.devices[0].failure.find(GetParam().says), std::string::npos)
      << stats.devices[0].failure;
  EXPECT_FALSE(stats.devices[1].failed);
}

// A job of one header, 2^32 nonces in 256 pieces. The devices only keep books, and the good one
// waits for the bad one to fail, so there is something to pick up.
TEST_P(Breakdowns, LeavesNoHoleInTheSearchSpace) {
  constexpr std::uint64_t piece = std::uint64_t{1} << 24;
  test::FlatJob job = fake::job("finite", hardly_ever);
  job.merkle = Hash256{};
  job.roll_mask = 0;
  Mine m(fake::no_canaries());
  Behaviour bad{.id = "fake:bad", .shape = {1, piece, 3}, .search = fake::blind_search};
  GetParam().install(bad, std::make_shared<std::atomic<int>>(0));
  Behaviour good{.id = "fake:good", .shape = {1, piece, 1}};
  good.search = [&](const WorkUnit& unit) {
    EXPECT_TRUE(fake::eventually([&] { return !m.witness.failures().empty(); }));
    return fake::blind_search(unit);
  };
  m.device(bad);
  m.device(good);
  const SourceId id = m.source(job);
  ASSERT_TRUE(m.miner.start());
  const auto hashes = [&] { return m.miner.source_stats(id)->hashes; };
  EXPECT_TRUE(fake::eventually([&] { return hashes() >= std::uint64_t{1} << 32; }));
  m.miner.stop();
  EXPECT_EQ(hashes(), std::uint64_t{1} << 32);
}

MinerOptions soon_again() {
  MinerOptions options = fake::no_canaries();
  options.device_retry = std::chrono::milliseconds(1);
  return options;
}

// Twice in vain, which is not told; then it works, and so does its other scanner.
TEST(MinerFaults, AFailedDeviceIsTriedAgain) {
  std::atomic<int> waits{0}, opened{0};
  Mine m(soon_again());
  m.source(fake::job("a"));
  Behaviour bad{.id = "fake:bad", .scanners = 2};
  bad.on_wait = [&](const WorkUnit&, Completion c) -> Result<Completion> {
    if (opened >= 2 && waits.fetch_add(1) == 5) return burnt();
    return c;
  };
  bad.on_open = [&](std::uint32_t) -> Result<void> {
    const int attempt = opened.fetch_add(1);
    if (attempt >= 2 && attempt < 4) return burnt();
    return {};
  };
  m.device(bad);
  ASSERT_TRUE(m.miner.start());
  ASSERT_TRUE(fake::eventually([&] { return !m.witness.recoveries().empty(); }));
  const std::size_t before = m.inbox.shares().size();
  EXPECT_TRUE(m.inbox.wait_for(before + 20));
  ASSERT_TRUE(fake::eventually([&] { return opened >= 6; }));
  m.miner.stop();
  EXPECT_EQ(m.witness.failures().size(), 1u);
  EXPECT_EQ(m.witness.recoveries(), std::vector<std::string>{"fake:bad"});
  EXPECT_FALSE(m.miner.stats().devices[0].failed);
  EXPECT_TRUE(m.miner.stats().devices[0].failure.empty());
}

TEST(MinerFaults, ADeviceThatComputesWrongIsNotTriedAgain) {
  Mine m(soon_again());
  m.source(fake::job("a"));
  std::atomic<int> opened{0};
  m.device({.on_open = [&](std::uint32_t) -> Result<void> {
    ++opened;
    return Error{Errc::self_test_failed, "wrong"};
  }});
  m.device({.id = "fake:good"});
  ASSERT_TRUE(m.miner.start());
  ASSERT_TRUE(m.inbox.wait_for(20));
  m.miner.stop();
  EXPECT_EQ(opened, 1);
  EXPECT_TRUE(m.miner.stats().devices[0].failed);
}

TEST(MinerFaults, AMinerWithoutADeviceLeftIsQuietNotDead) {
  Mine m;
  const SourceId id = m.source(fake::job("a"));
  m.device({.on_open = [](std::uint32_t) -> Result<void> { return burnt(); }});
  ASSERT_TRUE(m.miner.start());
  ASSERT_TRUE(fake::eventually([&] { return !m.witness.failures().empty(); }));
  EXPECT_TRUE(m.miner.set_job(id, fake::job("b")));
  EXPECT_FALSE(m.miner.stats().rates.whole_run);
  EXPECT_EQ(m.miner.stats().devices[0].failure, burnt().message);
}

}  // namespace
}  // namespace wildcat
