// SPDX-License-Identifier: MIT
// The fastest way that is right is found, remembered, and found anew when asked or when it fails.
#include "backends/gpu/tuned_device.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/temporary_directory.h"
#include "tests/unit/gpu/scripted_queue.h"

namespace wildcat::gpu {
namespace {

using test::QueueScript;

struct Bench {
  Bench() {
    right.queries = 0;
    wrong.on_answer = [](std::size_t, wildcat_gpu_ring& ring) { ring.hit[0].nonce ^= 1; };
  }
  Way way(const std::string& name, QueueScript& script) {
    return {name, [&script, this]() -> Result<std::unique_ptr<LaunchQueue>> {
              ++opened;
              return test::scripted_queue(script);
            }};
  }
  Way absent(const std::string& name) {
    return {name, []() -> Result<std::unique_ptr<LaunchQueue>> {
              return Error{Errc::not_runnable, "it does not compile"};
            }};
  }
  TuningOptions options(const std::string& key = "card") {
    TuningOptions options{KeyedFiles(directory.path()), key};
    options.effort = std::chrono::milliseconds(1);
    return options;
  }

  test::TemporaryDirectory directory;
  QueueScript right, wrong;
  int opened = 0;
};

TEST(Tuning, WaysThatAreWrongOrAbsentAreNotTakenAndSaid) {
  Bench bench;
  const std::vector<Way> ways = {bench.absent("absent"), bench.way("wrong", bench.wrong),
                                 bench.way("right", bench.right)};
  const auto tuned = tune(ways, {}, bench.options());
  ASSERT_TRUE(tuned) << tuned.error().message;
  EXPECT_EQ(ways[tuned->way].name, "right");
  EXPECT_GT(tuned->hashes_per_second, 0);
  EXPECT_NE(tuned->rejected.find("it does not compile"), std::string::npos) << tuned->rejected;
  EXPECT_NE(tuned->rejected.find("wrong: computes wrong"), std::string::npos) << tuned->rejected;
}

TEST(Tuning, WithoutAnyGoodWayTheLastErrorIsTold) {
  Bench bench;
  const auto tuned =
      tune({bench.absent("a"), bench.way("wrong", bench.wrong)}, {}, bench.options());
  ASSERT_FALSE(tuned);
  EXPECT_EQ(tuned.error().code, Errc::self_test_failed);
  EXPECT_FALSE(tune({}, {}, bench.options()));
}

TEST(Tuning, WhatWasFoundIsRememberedAndTestedAgain) {
  Bench bench;
  const std::vector<Way> ways = {bench.way("one", bench.right), bench.way("two", bench.right)};
  const auto first = tune(ways, {}, bench.options());
  ASSERT_TRUE(first);
  bench.opened = 0;
  const auto second = tune(ways, {}, bench.options());
  ASSERT_TRUE(second);
  EXPECT_EQ(bench.opened, 1) << "measured again";
  EXPECT_EQ(second->way, first->way);
  EXPECT_DOUBLE_EQ(second->launch_time.count(), first->launch_time.count());
}

TEST(Tuning, ItLooksAnewWhenAskedForAnotherKeyAndWhenTheWayHasGone) {
  Bench bench;
  std::vector<Way> ways = {bench.way("one", bench.right), bench.way("two", bench.right)};
  ASSERT_TRUE(tune(ways, {}, bench.options()));
  const auto opened_by = [&](const TuningOptions& options) {
    bench.opened = 0;
    EXPECT_TRUE(tune(ways, {}, options));
    return bench.opened;
  };
  TuningOptions anew = bench.options();
  anew.anew = true;
  EXPECT_GE(opened_by(anew), 2);
  EXPECT_GE(opened_by(bench.options("another card")), 2);
  ways = {bench.way("three", bench.right), bench.way("four", bench.right)};
  EXPECT_GE(opened_by(bench.options()), 2);
}

TEST(Tuning, TheFirstSoundWayIsEnoughWhereMeasuringCostsTooMuch) {
  Bench bench;
  TuningOptions options = bench.options();
  options.first_sound = true;
  const std::vector<Way> ways = {bench.way("wrong", bench.wrong), bench.way("one", bench.right),
                                 bench.way("two", bench.right)};
  const auto tuned = tune(ways, {}, options);
  ASSERT_TRUE(tuned);
  EXPECT_EQ(tuned->way, 1u);
  EXPECT_EQ(bench.opened, 2);
}

// These rates, one for each measurement.
Result<Tuned> tuned_by(Bench& bench, std::vector<double> rates, TuningOptions options) {
  std::size_t next = 0;
  options.measure = [&](GpuScanner&, Duration) -> Result<double> { return rates.at(next++); };
  options.anew = true;
  auto tuned = tune({bench.way("one", bench.right), bench.way("two", bench.right)}, {}, options);
  EXPECT_EQ(next, rates.size());
  return tuned;
}

TEST(Tuning, TheFastestWayIsTaken) {
  Bench bench;
  EXPECT_EQ(tuned_by(bench, {100, 99}, bench.options())->way, 0u);
  EXPECT_EQ(tuned_by(bench, {99, 100}, bench.options())->way, 1u);
}

TEST(Tuning, TheOtherSearchIsTakenWhenItIsWorthIt) {
  Bench bench;
  TuningOptions options = bench.options();
  options.both_searches = true;
  EXPECT_TRUE(tuned_by(bench, {90, 100, 100.9}, options)->version_major);
  const auto other = tuned_by(bench, {90, 100, 102}, options);
  EXPECT_FALSE(other->version_major);
  EXPECT_EQ(other->hashes_per_second, 102);
  const auto remembered =
      tune({bench.way("one", bench.right), bench.way("two", bench.right)}, {}, bench.options());
  ASSERT_TRUE(remembered);
  EXPECT_FALSE(remembered->version_major);
  EXPECT_EQ(remembered->way, 1u);
}

TEST(Tuning, TheShortestLaunchThatCostsLittleIsTaken) {
  Bench bench;
  TuningOptions options = bench.options();
  for (const int ms : {1, 2, 3}) options.launch_times.emplace_back(std::chrono::milliseconds(ms));
  const auto chosen = [&](std::vector<double> rates) {
    rates.insert(rates.begin(), {100, 1});  // of the two ways
    return tuned_by(bench, rates, options)->launch_time * 1000;
  };
  EXPECT_EQ(chosen({99.5, 100, 100}).count(), 1);
  EXPECT_EQ(chosen({90, 99.5, 100}).count(), 2);
  EXPECT_EQ(chosen({90, 98, 100}).count(), 3);
}

TEST(TunedDevice, SaysHowItIsSetOnceItIsReady) {
  Bench bench;
  DeviceInfo info;
  info.id = "gpu:0";
  TunedDevice device(info, {bench.way("wrong", bench.wrong), bench.way("one", bench.right)}, {},
                     bench.options());
  EXPECT_EQ(bench.opened, 0) << "nothing is opened before it is needed";
  ASSERT_TRUE(device.prepare());
  const auto reports = device.kernels(false);
  ASSERT_EQ(reports.size(), 2u);
  EXPECT_EQ(reports[0].self_test, SelfTest::passed);
  EXPECT_NE(reports[0].setting.find("one, launches of 3 ms"), std::string::npos)
      << reports[0].setting;
  EXPECT_EQ(reports[0].setting.find("wrong"), std::string::npos);
  EXPECT_NE(device.kernels(true).at(0).setting.find("wrong: computes wrong"), std::string::npos);
  EXPECT_TRUE(reports[0].chosen);
  EXPECT_EQ(reports[0].versions, std::uint32_t{WILDCAT_CUDA_BLOCK});
  EXPECT_EQ(reports[1].self_test, SelfTest::passed);
  EXPECT_TRUE(device.open(0));
}

TEST(TunedDevice, TellsOfNoKernelThatItHasNotTried) {
  Bench bench;
  ScannerSettings single;
  single.version_major = false;
  TunedDevice device({}, {bench.way("one", bench.right)}, single, bench.options());
  ASSERT_TRUE(device.prepare());
  const auto reports = device.kernels(false);
  EXPECT_EQ(std::ranges::count(bench.right.searches, Search::version_major), 0);
  EXPECT_EQ(reports[0].self_test, SelfTest::not_runnable);
  EXPECT_FALSE(reports[0].chosen);
  EXPECT_EQ(reports[1].self_test, SelfTest::passed);
  EXPECT_TRUE(reports[1].chosen);
}

TEST(TunedDevice, OneWithoutAGoodWayIsReportedAndNotOpened) {
  Bench bench;
  DeviceInfo info;
  info.id = "gpu:0";
  TunedDevice wrong(info, {bench.way("wrong", bench.wrong)}, {}, bench.options());
  EXPECT_EQ(wrong.prepare().error().code, Errc::self_test_failed);
  EXPECT_EQ(wrong.kernels(true).at(0).self_test, SelfTest::failed);
  EXPECT_EQ(wrong.open(0).error().code, Errc::self_test_failed);
  TunedDevice none(info, {}, {}, bench.options(), "it is too small");
  EXPECT_EQ(none.prepare().error().message, "gpu:0: it is too small");
  EXPECT_EQ(none.kernels(true).at(0).self_test, SelfTest::not_runnable);
}

}  // namespace
}  // namespace wildcat::gpu
