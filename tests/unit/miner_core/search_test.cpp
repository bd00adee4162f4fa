// SPDX-License-Identifier: MIT
// A Searcher on plain devices: everything in the request's space and nothing outside, each way to
// end, and what must not be possible.
#include "wildcat/search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <set>
#include <thread>

#include "tests/unit/miner_core/fakes.h"

namespace wildcat {
namespace {

using namespace std::chrono_literals;
using fake::Behaviour;

std::unique_ptr<Searcher> searcher(Behaviour behaviour = {.scanners = 2}) {
  std::vector<std::unique_ptr<Device>> devices;
  devices.push_back(fake::device(std::move(behaviour)));
  auto opened = Searcher::open(std::move(devices));
  EXPECT_TRUE(opened);
  return std::move(opened).value();
}

Target one_in(double odds) { return Target::from_difficulty(odds / 4294967296.0).value(); }

SearchRequest request(double odds) {
  SearchRequest request;
  request.header.version = 0x20000000;
  request.header.ntime = 1'700'000'000;
  request.header.nbits = 0;  // no valid target: only the request's counts
  request.target = one_in(odds);
  return request;
}

using Found = std::set<std::string>;

Found names(const std::vector<SearchHit>& hits) {
  Found found;
  for (const SearchHit& hit : hits) {
    EXPECT_EQ(hit.header.hash(), hit.hash);
    EXPECT_TRUE(found.insert(to_hex(hit.header.serialize())).second) << "found twice";
  }
  return found;
}

// By brute force, one header after another.
Found expected(const SearchRequest& request) {
  Found found;
  BlockHeader header = request.header;
  for (std::uint32_t t = 0; t <= request.ntime_window; ++t)
    for (std::uint32_t v = 0; v < 1u << std::popcount(request.roll_mask); ++v)
      for (std::uint64_t i = 0; i < request.nonces.count; ++i) {
        header.ntime = request.header.ntime + t;
        header.version = request.header.version | deposit_bits(v, request.roll_mask);
        header.nonce = request.nonces.first + static_cast<std::uint32_t>(i);
        if (request.target.met_by(header.hash())) found.insert(to_hex(header.serialize()));
      }
  return found;
}

TEST(Search, FindsOneAndStops) {
  const auto search = searcher();
  const auto outcome = search->search(request(200));
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->end, SearchEnd::found);
  ASSERT_EQ(outcome->found.size(), 1u);
  EXPECT_TRUE(request(200).target.met_by(outcome->found.front().header.hash()));
  EXPECT_GT(outcome->hashes, 0u);
}

TEST(Search, FindsEverythingInItsSpaceAndNothingElse) {
  const auto search = searcher({.scanners = 3});
  SearchRequest wanted = request(50);
  wanted.max_found = 0;
  wanted.roll_mask = 0x0000a000;
  wanted.ntime_window = 2;
  for (const NonceRange nonces : {NonceRange{0, 1}, {7, 700}, {0xffffff00, 256}}) {
    wanted.nonces = nonces;
    const auto outcome = search->search(wanted);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->end, SearchEnd::exhausted);
    EXPECT_EQ(outcome->hashes, 3 * 4 * nonces.count);
    EXPECT_EQ(names(outcome->found), expected(wanted));
  }
}

TEST(Search, FindsNoMoreThanWasAsked) {
  const auto search = searcher();
  SearchRequest wanted = request(4);
  wanted.max_found = 5;
  for (int i = 0; i < 20; ++i) {
    const auto outcome = search->search(wanted);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->end, SearchEnd::found);
    EXPECT_EQ(names(outcome->found).size(), 5u);
  }
}

TEST(Search, HandsOutWhatItFindsWhileItRuns) {
  const auto search = searcher();
  SearchRequest wanted = request(100);
  wanted.max_found = 0;
  ASSERT_TRUE(search->start(wanted));
  std::vector<SearchHit> hits;
  while (hits.size() < 3) {
    for (SearchHit& hit : search->take()) hits.push_back(hit);
    std::this_thread::yield();
  }
  search->cancel();
  const auto outcome = search->wait();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->end, SearchEnd::cancelled);
  for (const SearchHit& hit : outcome->found) hits.push_back(hit);
  names(hits);  // each once, and proven
}

TEST(Search, CancelStopsTheScannersAndIsFinal) {
  std::atomic<int> stale{0};
  Behaviour endless;
  endless.search = [&](const WorkUnit& unit) {
    while (!unit.stale()) std::this_thread::sleep_for(100us);
    ++stale;
    return Completion{unit.id, 0, Status::stale, {}};
  };
  const auto search = searcher(endless);
  ASSERT_TRUE(search->start(request(1e9)));
  const auto early = search->wait_for(1ms);
  ASSERT_TRUE(early);
  EXPECT_FALSE(early->has_value()) << "it cannot be over";
  std::thread other([&] { search->cancel(); });
  const auto outcome = search->wait();
  other.join();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->end, SearchEnd::cancelled);
  EXPECT_TRUE(outcome->found.empty());
  search->cancel();  // nothing is running: nothing happens
  EXPECT_EQ(search->wait().error().code, Errc::state);
}

TEST(Search, OneAtATime) {
  const auto search = searcher();
  EXPECT_EQ(search->wait().error().code, Errc::state);
  ASSERT_TRUE(search->start(request(1e15)));
  EXPECT_EQ(search->start(request(1)).error().code, Errc::state);
  search->cancel();
  EXPECT_EQ(search->start(request(1)).error().code, Errc::state) << "its outcome was not fetched";
  ASSERT_TRUE(search->wait());
  EXPECT_TRUE(search->search(request(1)));
}

TEST(Search, RefusesWhatIsNoRequest) {
  const auto search = searcher();
  const auto refused = [&](auto change) {
    SearchRequest wanted = request(1);
    change(wanted);
    const auto started = search->start(wanted);
    return !started && started.error().code == Errc::invalid_argument;
  };
  EXPECT_TRUE(refused([](SearchRequest& r) { r.target = Target(); }));
  EXPECT_TRUE(refused([](SearchRequest& r) { r.nonces = {0, 0}; }));
  EXPECT_TRUE(refused([](SearchRequest& r) { r.nonces = {1, whole_nonce_range.count}; }));
  EXPECT_TRUE(refused([](SearchRequest& r) { r.nonces = {1, ~std::uint64_t{0}}; }));
  EXPECT_TRUE(refused([](SearchRequest& r) { r.ntime_window = 0xffffffff; }));
  EXPECT_TRUE(search->search(request(1))) << "a refusal is no search";
}

TEST(Search, SaysWhenEveryDeviceHasFailed) {
  const auto search = searcher({.on_wait = [](const WorkUnit&, Completion) -> Result<Completion> {
    return Error{Errc::device_failed, "it burns"};
  }});
  const auto outcome = search->search(request(1e9));
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->end, SearchEnd::failed);
  EXPECT_EQ(outcome->failure, "it burns");
  EXPECT_EQ(search->start(request(1)).error().code, Errc::device_failed);
}

TEST(Search, GoesOnWithTheDevicesThatAreLeft) {
  std::vector<std::unique_ptr<Device>> devices;
  devices.push_back(fake::device({.on_open = [](std::uint32_t) -> Result<void> {
    return Error{Errc::device_failed, "unplugged"};
  }}));
  devices.push_back(fake::device({.id = "fake:1"}));
  auto search = Searcher::open(std::move(devices));
  ASSERT_TRUE(search);
  SearchRequest wanted = request(60);
  wanted.max_found = 0;
  wanted.nonces = {0, 2000};
  const auto outcome = (*search)->search(wanted);
  ASSERT_TRUE(outcome);
  EXPECT_EQ(names(outcome->found), expected(wanted));
}

TEST(Search, WithoutADeviceThereIsNone) {
  EXPECT_EQ(Searcher::open({}).error().code, Errc::not_found);
}

TEST(Search, EndsWithTheSearcher) {
  const auto search = searcher();
  ASSERT_TRUE(search->start(request(1e15)));  // and is destroyed while it runs
}

TEST(Search, SearchersDoNotKnowOfOneAnother) {
  const auto one = [](double odds) {
    const auto search = searcher({.scanners = 2});
    SearchRequest wanted = request(odds);
    wanted.max_found = 0;
    wanted.nonces = {0, 3000};
    for (int i = 0; i < 5; ++i) {
      auto outcome = search->search(wanted);
      if (!outcome || names(outcome->found) != expected(wanted)) return false;
    }
    return true;
  };
  auto a = std::async(std::launch::async, one, 64.0), b = std::async(std::launch::async, one, 99.0);
  EXPECT_TRUE(a.get());
  EXPECT_TRUE(b.get());
}

// What Searcher stands on.
TEST(Exhaustion, IsToldOnceAndAfterEveryShare) {
  Miner miner;
  std::atomic<int> told{0}, shares{0}, late{0};
  const SourceId source =
      miner.add_source({.extranonce = fake::extranonce,
                        .on_share =
                            [&](const Share&) {
                              ++shares;
                              if (told > 0) ++late;
                            },
                        .on_exhausted = [&](const std::shared_ptr<const Job>&) { ++told; }});
  test::FlatJob job = fake::job("small", 64);
  job.roll_mask = 0;
  job.merkle = Hash256();
  job.nonces = {0, 5000};
  ASSERT_TRUE(miner.add_device(fake::device({.scanners = 3})));
  ASSERT_TRUE(miner.start());
  ASSERT_TRUE(miner.set_job(source, job));
  while (told == 0) std::this_thread::sleep_for(1ms);
  const int first_run = shares;
  job.name = "again";
  ASSERT_TRUE(miner.set_job(source, job));
  while (told == 1) std::this_thread::sleep_for(1ms);
  miner.stop();
  EXPECT_EQ(told, 2);
  EXPECT_EQ(shares, 2 * first_run);
  EXPECT_GT(first_run, 0);
}

TEST(Exhaustion, EndJobMayBeCalledFromAShare) {
  Miner miner;
  std::atomic<int> shares{0}, told{0};
  SourceId source = 0;
  source = miner.add_source({.extranonce = fake::extranonce,
                             .on_share =
                                 [&](const Share&) {
                                   ++shares;
                                   miner.end_job(source);
                                 },
                             .on_exhausted = [&](const std::shared_ptr<const Job>&) { ++told; }});
  ASSERT_TRUE(miner.add_device(fake::device({})));
  ASSERT_TRUE(miner.start());
  ASSERT_TRUE(miner.set_job(source, fake::job("a", 4)));
  while (shares == 0) std::this_thread::sleep_for(1ms);
  std::this_thread::sleep_for(5ms);
  miner.stop();
  EXPECT_EQ(shares, 1) << "of one scanner nothing is delivered after the end";
  EXPECT_EQ(told, 0) << "ended is not exhausted";
}

}  // namespace
}  // namespace wildcat
