// SPDX-License-Identifier: MIT
// What a GPU says of itself, and that one which computes wrong is not used.
#include "backends/gpu/gpu_device.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/gpu/scripted_queue.h"

namespace wildcat::gpu {
namespace {

using test::QueueScript;

GpuDevice device_on(QueueScript& script) {
  GpuProfile profile;
  profile.info.id = "gpu:0";
  profile.open_queue = [&script]() -> Result<std::unique_ptr<LaunchQueue>> {
    return test::scripted_queue(script);
  };
  return GpuDevice(std::move(profile));
}

TEST(GpuDevice, TriesBothSearchesBeforeItIsUsed) {
  QueueScript script;
  auto device = device_on(script);
  auto scanner = device.open(0);
  ASSERT_TRUE(scanner) << scanner.error().message;
  EXPECT_GT(std::ranges::count(script.searches, Search::single), 0);
  EXPECT_GT(std::ranges::count(script.searches, Search::version_major), 0);
  EXPECT_EQ(device.open(1).error().code, Errc::invalid_argument);
}

TEST(GpuDevice, OneThatComputesWrongIsNotUsed) {
  QueueScript script;
  script.on_answer = [](std::size_t, wildcat_gpu_ring& ring) { ring.hit[0].nonce ^= 1; };
  auto device = device_on(script);
  auto scanner = device.open(0);
  ASSERT_FALSE(scanner);
  EXPECT_EQ(scanner.error().code, Errc::self_test_failed);
  EXPECT_EQ(device.prepare().error().code, Errc::self_test_failed);
  EXPECT_NE(scanner.error().message.find("gpu:0"), std::string::npos);
  for (const KernelReport& report : device.kernels(true)) {
    EXPECT_EQ(report.self_test, SelfTest::failed);
    EXPECT_NE(report.reason.find("known block"), std::string::npos);
    EXPECT_FALSE(report.chosen);
    EXPECT_FALSE(report.hashes_per_second);
  }
}

TEST(GpuDevice, ReportsItsKernels) {
  QueueScript script;
  auto device = device_on(script);
  const auto reports = device.kernels(true);
  ASSERT_EQ(reports.size(), 2u);
  EXPECT_EQ(reports[0].name, "version_major");
  EXPECT_EQ(reports[0].versions, 256u);
  EXPECT_EQ(reports[1].name, "single");
  EXPECT_EQ(reports[1].versions, 1u);
  for (const KernelReport& report : reports) {
    EXPECT_EQ(report.self_test, SelfTest::passed);
    EXPECT_TRUE(report.chosen);
    ASSERT_TRUE(report.hashes_per_second);
    EXPECT_GT(*report.hashes_per_second, 0);
  }
  EXPECT_EQ(device.kernel().name, "version_major");
}

TEST(GpuDevice, OneThatDoesNotOpenSaysWhy) {
  GpuProfile profile;
  profile.open_queue = []() -> Result<std::unique_ptr<LaunchQueue>> {
    return Error{Errc::device_failed, "fell off the bus"};
  };
  GpuDevice device(std::move(profile));
  EXPECT_EQ(device.open(0).error().message, "fell off the bus");
  EXPECT_EQ(device.kernels(false).front().reason, "fell off the bus");
  EXPECT_EQ(device.kernels(false).front().self_test, SelfTest::not_runnable);
}

}  // namespace
}  // namespace wildcat::gpu
