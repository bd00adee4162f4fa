// SPDX-License-Identifier: MIT
// The fastest way that is right is found, remembered, and found anew when asked or when it fails.
#include "backends/gpu/tuned_device.h"

#include <gtest/gtest.h>

#include "tests/unit/cpu/temporary_directory.h"
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

TEST(Tuning, OneOfTheLaunchTimesIsTaken) {
  Bench bench;
  TuningOptions options = bench.options();
  options.launch_times = {std::chrono::milliseconds(1), std::chrono::milliseconds(2)};
  const auto tuned = tune({bench.way("one", bench.right)}, {}, options);
  ASSERT_TRUE(tuned);
  const double ms = tuned->launch_time.count() * 1000;
  EXPECT_TRUE(ms == 1 || ms == 2) << ms;
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
  EXPECT_NE(reports[0].setting.find("wrong: computes wrong"), std::string::npos);
  EXPECT_TRUE(device.open(0));
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
