// SPDX-License-Identifier: MIT
// The scanner over a scripted queue: exact whatever happens to single launches, and honest about
// what it could not do.
#include "backends/gpu/gpu_scanner.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "tests/equality/unit_cases.h"
#include "tests/support/equality_headers.h"
#include "tests/support/reference_sha256.h"
#include "tests/unit/gpu/scripted_queue.h"

namespace wildcat::gpu {
namespace {

using test::QueueScript;

// Launches of a few thousand hashes.
ScannerSettings settings() { return {.launch_time = std::chrono::milliseconds(3)}; }

GpuScanner scanner_on(QueueScript& script, ScannerSettings with = settings()) {
  return GpuScanner(test::scripted_queue(script), with);
}

// One hash in 2^4 is a hit.
WorkUnit unit(std::uint32_t versions, std::uint64_t nonces) {
  WorkUnit unit;
  unit.id = 7;
  unit.roll_mask = 0x1fffe000;
  unit.versions = versions;
  unit.nonces = {100, nonces};
  unit.target = Target::from_hex("0f" + std::string(62, 'f')).value();
  return unit;
}

Completion searched(Scanner& scanner, const WorkUnit& what) {
  EXPECT_TRUE(scanner.submit(what));
  auto done = scanner.wait();
  EXPECT_TRUE(done) << done.error().message;
  std::ranges::sort(done->found);
  return *done;
}

std::vector<Candidate> undisturbed(const WorkUnit& what) {
  QueueScript script;
  auto scanner = scanner_on(script);
  return searched(scanner, what).found;
}

class UnitCases : public testing::TestWithParam<bool> {};

TEST_P(UnitCases, AgreeWithOpenSsl) {
  QueueScript script;
  ScannerSettings with = settings();
  with.version_major = GetParam();
  auto scanner = scanner_on(script, with);
  const auto headers = equality::load_headers(WILDCAT_TEST_VECTORS "/headers.json");
  for (const auto& one :
       equality::unit_cases(test::openssl_sha256(), headers, equality::Extent::small))
    for (const std::string& mismatch : one.run(scanner))
      ADD_FAILURE() << one.name << ": " << mismatch;
  EXPECT_EQ(std::ranges::count(script.searches, Search::version_major) > 0, GetParam());
  EXPECT_GT(std::ranges::count(script.searches, Search::single), 0);
}

INSTANTIATE_TEST_SUITE_P(Searches, UnitCases, testing::Bool(),
                         [](const auto& each) { return each.param ? "version_major" : "single"; });

// The cases can fail.
TEST(UnitCasesNotice, ABlindSearch) {
  QueueScript script;
  script.on_answer = [](std::size_t, wildcat_gpu_ring& ring) { ring.count = 0; };
  auto scanner = scanner_on(script);
  const auto headers = equality::load_headers(WILDCAT_TEST_VECTORS "/headers.json");
  for (const auto& one :
       equality::unit_cases(test::openssl_sha256(), headers, equality::Extent::small))
    EXPECT_FALSE(one.run(scanner).empty()) << one.name;
}

TEST(GpuScanner, LikesAWholeBlockOfVersionsOrOne) {
  QueueScript script;
  auto scanner = scanner_on(script);
  EXPECT_EQ(scanner.shape(65536).versions, 256u);
  EXPECT_EQ(scanner.shape(128).versions, 1u);
  EXPECT_EQ(scanner.shape(65536).in_flight, 2u);
  EXPECT_EQ(scanner.shape(1).nonces, 16000u);  // 16 ms at a million hashes per second
}

TEST(GpuScanner, MakesTheTableOncePerHeader) {
  QueueScript script;
  auto scanner = scanner_on(script);
  WorkUnit next = unit(256, 50);
  for (int i = 0; i < 3; ++i) {
    searched(scanner, next);
    next.nonces.first += 50;
  }
  EXPECT_EQ(script.tables, 1u);
  next.header.ntime += 1;
  searched(scanner, next);
  EXPECT_EQ(script.tables, 2u);
}

TEST(GpuScanner, AnOverflowingLaunchIsDoneAgainSmaller) {
  QueueScript script;
  script.on_answer = [](std::size_t number, wildcat_gpu_ring& ring) {
    if (number < 2) ring.count = WILDCAT_GPU_RING + 1;
  };
  ScannerSettings with = settings();
  with.launch_time = std::chrono::seconds(1000);  // so that hits alone bound a launch
  auto scanner = scanner_on(script, with);
  const WorkUnit what = unit(1, 20000);
  const Completion done = searched(scanner, what);
  EXPECT_EQ(done.status, Status::done);
  EXPECT_EQ(done.found, undisturbed(what));
  ASSERT_GE(script.launches.size(), 3u);
  EXPECT_EQ(script.launches[0].nonces, 16384u);  // 1024 hits to expect
  EXPECT_EQ(script.launches[1].nonces, 8192u);
  EXPECT_EQ(script.launches[2].nonces, 4096u);
}

// Each launch takes longer than it should, however little it searches.
TEST(GpuScanner, LaunchesDoNotShrinkToNothing) {
  QueueScript script;
  script.on_launch = [](std::size_t) -> Result<void> {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return {};
  };
  ScannerSettings with = settings();
  with.launch_time = std::chrono::microseconds(100);
  auto scanner = scanner_on(script, with);
  const std::uint64_t nonces = 100'000;
  EXPECT_EQ(searched(scanner, unit(1, nonces)).nonces_done, nonces);
  EXPECT_LE(script.launches.size(), nonces / (WILDCAT_CUDA_BLOCK * WILDCAT_GPU_BATCH) + 1);
}

TEST(GpuScanner, AStoppedLaunchIsDoneAgainWhenItsUnitStillCounts) {
  QueueScript script;
  GpuScanner* self = nullptr;
  script.on_answer = [&](std::size_t number, wildcat_gpu_ring& ring) {
    if (number != 1) return;
    self->poke();  // for the sake of another unit
    ring.stopped = 1;
    ring.count = 2;  // what it found so far does not count
  };
  auto scanner = scanner_on(script);
  self = &scanner;
  const WorkUnit what = unit(256, 100);
  EXPECT_EQ(searched(scanner, what).found, undisturbed(what));
}

TEST(GpuScanner, AStaleUnitEndsAfterTheLaunchUnderWay) {
  QueueScript script;
  Generation generation;
  script.on_answer = [&](std::size_t number, wildcat_gpu_ring&) {
    if (number == 2) generation.bump();
  };
  auto scanner = scanner_on(script);
  WorkUnit what = unit(1, 1000000);
  what.live = &generation;
  const Completion done = searched(scanner, what);
  EXPECT_EQ(done.status, Status::stale);
  EXPECT_EQ(script.launches.size(), 3u);
  std::uint64_t nonces = 0;
  for (const auto& launch : script.launches) nonces += launch.nonces;
  EXPECT_EQ(done.nonces_done, nonces);  // whole launches, and the last one too
  EXPECT_GT(done.found.size(), 0u);
}

TEST(GpuScanner, AStaleUnitIsNotEvenBegun) {
  QueueScript script;
  Generation generation;
  auto scanner = scanner_on(script);
  WorkUnit what = unit(1, 1000);
  what.live = &generation;
  generation.bump();
  const Completion done = searched(scanner, what);
  EXPECT_EQ(done.status, Status::stale);
  EXPECT_EQ(done.nonces_done, 0u);
  EXPECT_TRUE(script.launches.empty());
}

TEST(GpuScanner, ARecalledUnitIsPartialAndTheNextOneIsNotBegun) {
  QueueScript script;
  Generation recall;
  script.on_answer = [&](std::size_t number, wildcat_gpu_ring&) {
    if (number == 2) recall.bump();
  };
  auto scanner = scanner_on(script);
  WorkUnit what = unit(1, 1000000);
  what.recall = &recall;
  const Completion done = searched(scanner, what);
  EXPECT_EQ(done.status, Status::partial);
  EXPECT_EQ(script.launches.size(), 3u);
  EXPECT_GT(done.nonces_done, 0u);
  EXPECT_GT(done.found.size(), 0u) << "what was found stays found";
  EXPECT_EQ(searched(scanner, what).nonces_done, 0u);
  EXPECT_EQ(script.launches.size(), 3u);
}

TEST(GpuScanner, AFullCompletionIsPartial) {
  QueueScript script;
  ScannerSettings with = settings();
  with.max_candidates = 500;
  auto scanner = scanner_on(script, with);
  const Completion done = searched(scanner, unit(1, 1000000));
  EXPECT_EQ(done.status, Status::partial);
  EXPECT_GE(done.found.size(), 500u);
  EXPECT_LT(done.found.size(), 500u + WILDCAT_GPU_RING);
}

TEST(GpuScanner, ADeviceThatClaimsTooMuchIsBroken) {
  QueueScript script;
  script.on_answer = [](std::size_t, wildcat_gpu_ring& ring) { ring.count = 3000000; };
  auto scanner = scanner_on(script);
  ASSERT_TRUE(scanner.submit(unit(1, 10)));
  auto done = scanner.wait();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Errc::device_failed);
  EXPECT_NE(done.error().message.find("more hits"), std::string::npos);
}

TEST(GpuScanner, ADeviceThatStopsByItselfIsBroken) {
  QueueScript script;
  script.on_answer = [](std::size_t, wildcat_gpu_ring& ring) { ring.stopped = 1; };
  auto scanner = scanner_on(script);
  ASSERT_TRUE(scanner.submit(unit(1, 10)));
  auto done = scanner.wait();
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().message.find("stops"), std::string::npos);
}

TEST(GpuScanner, AHangingDeviceIsLeftAlone) {
  QueueScript script;
  script.hangs = true;
  ScannerSettings with = settings();
  with.hang_time = std::chrono::milliseconds(20);
  {
    auto scanner = scanner_on(script, with);
    ASSERT_TRUE(scanner.submit(unit(1, 10)));
    auto done = scanner.wait();
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, Errc::device_failed);
    EXPECT_NE(done.error().message.find("hangs"), std::string::npos);
  }
  EXPECT_TRUE(script.abandoned);
}

TEST(GpuScanner, WaitsForWhatIsUnderWayWhenItGoes) {
  QueueScript script;
  script.queries = 3;
  {
    auto scanner = scanner_on(script);
    ASSERT_TRUE(scanner.submit(unit(1, 10)));
  }
  EXPECT_EQ(script.pokes, 1u);
  EXPECT_FALSE(script.abandoned);
}

TEST(GpuScanner, RefusesWhatIsNoUnit) {
  QueueScript script;
  auto scanner = scanner_on(script);
  EXPECT_EQ(scanner.wait().error().code, Errc::state);
  EXPECT_EQ(scanner.submit(unit(0, 1)).error().code, Errc::invalid_argument);
  EXPECT_EQ(scanner.submit(unit(1, std::uint64_t{1} << 32)).error().code, Errc::invalid_argument);
  ASSERT_TRUE(scanner.submit(unit(1, 1)));
  ASSERT_TRUE(scanner.submit(unit(1, 0)));
  EXPECT_EQ(scanner.submit(unit(1, 1)).error().code, Errc::state);
  EXPECT_EQ(scanner.wait()->nonces_done, 1u);
  EXPECT_EQ(scanner.wait()->nonces_done, 0u);
}

}  // namespace
}  // namespace wildcat::gpu
