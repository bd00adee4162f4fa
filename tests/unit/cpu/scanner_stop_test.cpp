// SPDX-License-Identifier: MIT
// How a unit ends early, what it may then claim, and the order of submit and wait.
#include <gtest/gtest.h>

#include <thread>

#include "test_kernels.h"
#include "test_work.h"

namespace wildcat::test {
namespace {

struct StopTag {};
using Stopping = Watched<StopTag>;
constexpr wildcat_cpu_kernel stopping_kernel = Stopping::kernel("scalar_stopping");

class StopTest : public testing::Test {
 protected:
  ~StopTest() override {
    Stopping::hook = [](std::uint32_t) {};
  }

  // Bumps the generation within the n-th kernel call of the next unit.
  void bump_in_call(int n) {
    Stopping::hook = [this, n](std::uint32_t) {
      if (++calls_ == n) live_.bump();
    };
  }

  WorkUnit live_unit(NonceRange nonces, std::uint32_t versions, unsigned bits) {
    WorkUnit unit = unit_of(nonces, versions, target_of_bits(bits));
    unit.live = &live_;
    unit.born = live_.load();
    return unit;
  }

  Generation live_;
  int calls_ = 0;
};

TEST_F(StopTest, StaleBeforeTheStartSearchesNothing) {
  CpuScanner scanner(choice_of(stopping_kernel, 0), -1, false);
  const WorkUnit unit = live_unit({0, 1000}, 1, 0);
  live_.bump();
  const Completion done = run(scanner, unit);
  EXPECT_EQ(done.status, Status::stale);
  EXPECT_EQ(done.nonces_done, 0u);
  EXPECT_TRUE(done.found.empty());
}

// At 1e6 hashes per second a call takes 248 nonces: the third is the last.
TEST_F(StopTest, StaleWorkEndsAfterTheCallThatWasRunning) {
  CpuScanner scanner(choice_of(stopping_kernel, 0, 1e6), -1, false);
  bump_in_call(3);
  const WorkUnit unit = live_unit({5, 100000}, 1, 3);
  const Completion done = run(scanner, unit);
  EXPECT_EQ(done.status, Status::stale);
  EXPECT_EQ(calls_, 3);
  EXPECT_EQ(done.nonces_done, 3u * 248);
  EXPECT_EQ(as_set(done.found), brute_force(unit, done.nonces_done));
}

// As stale work, but it is to be gone on with.
TEST_F(StopTest, ARecalledUnitEndsAsPartial) {
  CpuScanner scanner(choice_of(stopping_kernel, 0, 1e6), -1, false);
  bump_in_call(3);
  WorkUnit unit = live_unit({5, 100000}, 1, 3);
  unit.recall = std::exchange(unit.live, nullptr);
  const Completion done = run(scanner, unit);
  EXPECT_EQ(done.status, Status::partial);
  EXPECT_EQ(calls_, 3);
  EXPECT_EQ(done.nonces_done, 3u * 248);
  EXPECT_EQ(as_set(done.found), brute_force(unit, done.nonces_done));
}

// 64 versions are four calls to a slice. Stopped in the sixth call, only the first slice counts.
TEST_F(StopTest, UnfinishedSliceDoesNotCountAndItsFindsAreDropped) {
  CpuScanner scanner(choice_of(stopping_kernel, 4, 1e6), -1, false);
  bump_in_call(6);
  const WorkUnit unit = live_unit({5, 1000}, 64, 4);
  const Completion done = run(scanner, unit);
  EXPECT_EQ(done.status, Status::stale);
  EXPECT_EQ(calls_, 6);
  EXPECT_EQ(done.nonces_done, 12u);
  EXPECT_EQ(as_set(done.found), brute_force(unit, 12));
}

TEST_F(StopTest, BumpInTheLastCallIsStillDone) {
  CpuScanner scanner(choice_of(stopping_kernel, 0, 1e6), -1, false);
  bump_in_call(1);
  const Completion done = run(scanner, live_unit({5, 100}, 1, 3));
  EXPECT_EQ(done.status, Status::done);
  EXPECT_EQ(done.nonces_done, 100u);
}

TEST_F(StopTest, CallsAreAQuarterOfAMillisecondLong) {
  CpuScanner scanner(choice_of(stopping_kernel, 2, 8e6), -1, false);
  std::uint32_t most = 0;
  Stopping::hook = [&most](std::uint32_t batches) { most = std::max(most, batches); };
  run(scanner, live_unit({0, 2000}, 4, 20));
  // 8e6 hashes/s x 250 us = 2000 hashes = 125 batches of 4 nonces x 4 versions.
  EXPECT_EQ(most, 125u);
}

TEST_F(StopTest, TooManyHitsMakeItPartialAndHonest) {
  ScannerSettings settings;
  settings.max_candidates = 1000;
  CpuScanner scanner(choice_of(right_kernel, 4), -1, false, settings);
  const WorkUnit unit = unit_of({0xfffff000, 0x1000}, 16, Target::easiest());
  const Completion done = run(scanner, unit);
  EXPECT_EQ(done.status, Status::partial);
  EXPECT_EQ(done.nonces_done, 60u);  // 15 batches of 4 x 16 hits; a 16th would exceed 1,000
  EXPECT_EQ(as_set(done.found), brute_force(unit, 60));
}

TEST_F(StopTest, PartialUnitsAddUpToTheWholeRange) {
  ScannerSettings settings;
  settings.max_candidates = 300;
  CpuScanner scanner(choice_of(right_kernel, 2), -1, false, settings);
  const WorkUnit whole = unit_of({0xfffffb01, 0x4ff}, 4, target_of_bits(1));
  WorkUnit rest = whole;
  std::vector<Candidate> found;
  int completions = 0;
  while (rest.nonces.count > 0) {
    const Completion done = run(scanner, rest);
    ASSERT_GT(done.nonces_done, 0u);
    EXPECT_EQ(done.status, done.nonces_done == rest.nonces.count ? Status::done : Status::partial);
    found.insert(found.end(), done.found.begin(), done.found.end());
    rest.nonces.first += static_cast<std::uint32_t>(done.nonces_done);
    rest.nonces.count -= done.nonces_done;
    ++completions;
  }
  EXPECT_GT(completions, 3);
  EXPECT_EQ(as_set(found), brute_force(whole, whole.nonces.count));
}

// One batch for 4,096 versions finds sixteen times the limit; it is finished all the same.
TEST_F(StopTest, OneBatchForAllVersionsIsAlwaysFinished) {
  ScannerSettings settings;
  settings.max_candidates = 1024;
  CpuScanner scanner(choice_of(right_kernel, 4), -1, false, settings);
  const WorkUnit unit = unit_of({77, 1000}, 4096, Target::easiest());
  const Completion done = run(scanner, unit);
  EXPECT_EQ(done.status, Status::partial);
  EXPECT_EQ(done.nonces_done, test_lanes);
  EXPECT_EQ(as_set(done.found).size(), std::size_t{4096} * test_lanes);
}

TEST_F(StopTest, AllVersionsThatBip320Has) {
  CpuScanner scanner(choice_of(right_kernel, 4), -1, false);
  const Completion done = run(scanner, unit_of({0xfffffffe, 2}, 65536, Target::easiest()));
  EXPECT_EQ(done.status, Status::done);
  EXPECT_EQ(as_set(done.found).size(), 2u * 65536);
}

struct Stuck : Right {
  static inline int calls = 0;
  static std::uint32_t batches_claimed(std::uint32_t searched, std::uint32_t) {
    return ++calls > 2 ? 0 : searched;
  }
};

TEST_F(StopTest, KernelWithoutProgressIsAFailedDeviceNotAnEndlessLoop) {
  constexpr wildcat_cpu_kernel stuck = test_kernel<Stuck>("scalar_stuck");
  CpuScanner scanner(choice_of(stuck, 0, 1e6), -1, false);
  const WorkUnit unit = unit_of({5, 100000}, 1, target_of_bits(3));
  const Completion done = run(scanner, unit);
  EXPECT_EQ(done.status, Status::failed);
  EXPECT_EQ(done.nonces_done, 2u * 248);
  EXPECT_EQ(as_set(done.found), brute_force(unit, done.nonces_done));
}

TEST_F(StopTest, EveryUnitCompletesOnceAndOneAtATime) {
  CpuScanner scanner(choice_of(right_kernel, 0), -1, false);
  const auto nothing = scanner.wait();
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().code, Errc::state);
  for (std::uint64_t id = 1; id <= 20; ++id) {
    WorkUnit unit = unit_of({static_cast<std::uint32_t>(id), id}, 1, Target::easiest());
    unit.id = id;
    ASSERT_TRUE(scanner.submit(unit));
    unit.id = 999;
    const auto second = scanner.submit(unit);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Errc::state);
    const auto done = scanner.wait();
    ASSERT_TRUE(done);
    EXPECT_EQ(done->id, id);
    EXPECT_EQ(done->found.size(), id);
    EXPECT_FALSE(scanner.wait());
  }
}

TEST_F(StopTest, EmptyRangeIsDoneAtOnce) {
  CpuScanner scanner(choice_of(right_kernel, 0), -1, false);
  const Completion done = run(scanner, unit_of({123, 0}, 4, Target::easiest()));
  EXPECT_EQ(done.status, Status::done);
  EXPECT_EQ(done.nonces_done, 0u);
  EXPECT_TRUE(done.found.empty());
}

TEST_F(StopTest, ImpossibleUnitsAreRefusedAndLeaveTheScannerFree) {
  CpuScanner scanner(choice_of(right_kernel, 0), -1, false);
  const NonceRange too_long[] = {
      {1, std::uint64_t{1} << 32}, {0xffffffff, 2}, {5, ~std::uint64_t{0}}};
  for (const NonceRange& nonces : too_long) {
    const auto refused = scanner.submit(unit_of(nonces, 1, Target::easiest()));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::invalid_argument);
  }
  EXPECT_FALSE(scanner.submit(unit_of({0, 1}, 0, Target::easiest())));
  EXPECT_EQ(run(scanner, unit_of({0, 3}, 1, Target::easiest())).found.size(), 3u);
}

TEST_F(StopTest, PokeFromAnotherThreadDisturbsNothing) {
  CpuScanner scanner(choice_of(right_kernel, 0), -1, false);
  std::jthread other([&scanner](const std::stop_token& stop) {
    while (!stop.stop_requested()) scanner.poke();
  });
  const WorkUnit unit = unit_of({1, 3000}, 1, target_of_bits(4));
  EXPECT_EQ(as_set(run(scanner, unit).found), brute_force(unit, 3000));
}

TEST(CpuScannerShape, FollowsTheChoiceAndTheRate) {
  VariantChoice choice = choice_of(right_kernel, 4, 1e6);
  choice[0].hashes_per_second = 5e5;
  const CpuScanner scanner(choice, -1, false);
  EXPECT_EQ(scanner.shape(1).versions, 1u);
  EXPECT_EQ(scanner.shape(1).nonces, 8000u);  // 16 ms at 500 kH/s
  EXPECT_EQ(scanner.shape(65536).versions, 16u);
  EXPECT_EQ(scanner.shape(65536).nonces, 1000u);  // 16 ms at 1 MH/s for 16 versions
  EXPECT_EQ(scanner.shape(16).in_flight, 1u);
}

TEST(CpuScannerShape, IsNeverLessThanABatchNorMoreThanAllNonces) {
  EXPECT_EQ(CpuScanner(choice_of(right_kernel, 4, 1), -1, false).shape(16).nonces, test_lanes);
  EXPECT_EQ(CpuScanner(choice_of(right_kernel, 0, 1e15), -1, false).shape(1).nonces, 1ull << 32);
}

TEST(CpuScannerShape, LearnsTheRateFromCompletedUnits) {
  ScannerSettings settings;
  settings.unit_time = std::chrono::microseconds(100);
  CpuScanner scanner(choice_of(right_kernel, 0, 1e12), -1, false, settings);
  const std::uint64_t before = scanner.shape(1).nonces;
  for (int i = 0; i < 3; ++i) run(scanner, unit_of({0, 5000}, 1, Target::difficulty_1()));
  // No kernel comes near the 1e12 it was promised: an eighth of the difference goes each time.
  EXPECT_LT(scanner.shape(1).nonces, before * 7 / 10);
}

// A rate that is far too low makes units too short to be timed well; it must not stay so.
TEST(CpuScannerShape, LearnsUpwardsFromUnitsThatAreTooShort) {
  ScannerSettings settings;
  settings.unit_time = std::chrono::hours(1);
  CpuScanner scanner(choice_of(right_kernel, 0, 1), -1, false, settings);
  const std::uint64_t before = scanner.shape(1).nonces;
  run(scanner, unit_of({0, 100}, 1, Target::difficulty_1()));
  EXPECT_GT(scanner.shape(1).nonces, before);
}

}  // namespace
}  // namespace wildcat::test
