// SPDX-License-Identifier: MIT
// A Miner with fake GPUs: whatever happens to one of them ends in a failed device with a reason,
// and the others mine on.
#include <gtest/gtest.h>

#include "tests/unit/gpu/fake_driver.h"
#include "tests/unit/miner_core/fakes.h"
#include "wildcat/miner.h"

namespace wildcat {
namespace {

using fake::Inbox;
using fake::Witness;
using test::FakeCudaPlan;
using test::use_driver;

// Two GPUs, and the plan's fault in the first.
struct Mine {
  explicit Mine(FakeCudaPlan plan, double canaries = 0,
                std::chrono::milliseconds retry = MinerOptions().device_retry) {
    plan.devices = 2;
    MinerOptions options;
    options.observer = &witness;
    options.canary_fraction = canaries;
    options.device_retry = retry;
    miner = std::make_unique<Miner>(options);
    use_driver(plan);
    const auto backend = test::fake_backend();
    auto devices = backend->devices();
    for (auto& device : *devices) EXPECT_TRUE(miner->add_device(std::move(device)));
    const SourceId source =
        miner->add_source({.extranonce = fake::extranonce, .on_share = inbox.sink()});
    EXPECT_TRUE(miner->set_job(source, fake::job("a", 1 << 14)));
  }
  Witness witness;
  Inbox inbox;
  std::unique_ptr<Miner> miner;
};

TEST(CudaMiner, MinesAndMissesNoCanary) {
  Mine m({}, 0.2);
  ASSERT_TRUE(m.miner->start());
  ASSERT_TRUE(m.inbox.wait_for(20));
  ASSERT_TRUE(fake::eventually([&] { return m.witness.canaries().size() >= 10; }));
  // One GPU may have done all of that before the other had opened.
  ASSERT_TRUE(fake::hashes_on(*m.miner, 0) && fake::hashes_on(*m.miner, 1));
  m.miner->stop();
  for (const CanaryResult& canary : m.witness.canaries()) EXPECT_FALSE(canary.missed);
  EXPECT_TRUE(m.witness.errors().empty());
  EXPECT_TRUE(m.witness.failures().empty());
}

// Clean jobs, one after the other, while launches are slow: each gets its shares.
TEST(CudaMiner, TakesOneNewJobAfterTheOther) {
  Mine m({.slow_microseconds = 2000});
  ASSERT_TRUE(m.miner->start());
  for (int i = 0; i < 5; ++i) {
    test::FlatJob job = fake::job("a", 1 << 14);
    job.name = std::to_string(i);
    job.clean = true;
    ASSERT_TRUE(m.miner->set_job(1, job));
    const std::size_t before = m.inbox.shares().size();
    ASSERT_TRUE(m.inbox.wait_for(before + 1));
    EXPECT_EQ(m.inbox.shares().back().offer().name, job.name);
  }
  m.miner->stop();
  EXPECT_TRUE(m.witness.errors().empty());
  EXPECT_TRUE(m.witness.failures().empty());
}

TEST(CudaMiner, AGpuThatIsBackIsUsedAgain) {
  Mine m({.fault = {.function = "cuEventQuery", .after = 300, .status = 719, .sticky = true}}, 0,
         std::chrono::milliseconds(50));
  ASSERT_TRUE(m.miner->start());
  ASSERT_TRUE(fake::eventually([&] { return !m.witness.failures().empty(); }));
  use_driver({.devices = 2});
  ASSERT_TRUE(fake::eventually([&] { return !m.witness.recoveries().empty(); }));
  EXPECT_TRUE(fake::hashes_on(*m.miner, 0));
  m.miner->stop();
  EXPECT_EQ(m.witness.recoveries(), std::vector<std::string>{"cuda:0"});
}

// On request a paused card is left to others altogether: no context, and so no memory.
TEST(CudaMiner, APausedCardGivesItsContextBackAndTakesItAgain) {
  const int others = test::open_contexts();  // left behind by devices that hung
  const auto open = [others] { return test::open_contexts() - others; };
  Mine m({});
  ASSERT_TRUE(m.miner->start());
  ASSERT_TRUE(fake::hashes_on(*m.miner, 0) && fake::hashes_on(*m.miner, 1));
  EXPECT_EQ(open(), 2);
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(m.miner->pause("tenant", "cuda:0", Hold::release));
    ASSERT_TRUE(fake::eventually([&] { return open() == 1; }));
    EXPECT_TRUE(fake::hashes_on(*m.miner, 1));
    ASSERT_TRUE(m.miner->resume("tenant", "cuda:0"));
    ASSERT_TRUE(fake::hashes_on(*m.miner, 0));
    EXPECT_EQ(open(), 2);
  }
  ASSERT_TRUE(m.miner->pause("tenant", {}, Hold::release));
  ASSERT_TRUE(fake::eventually([&] { return open() == 0; }));
  m.miner->lift("tenant");
  ASSERT_TRUE(fake::hashes_on(*m.miner, 0) && fake::hashes_on(*m.miner, 1));
  m.miner->stop();
  EXPECT_EQ(open(), 0);
  EXPECT_TRUE(m.witness.failures().empty());
  EXPECT_TRUE(m.witness.errors().empty());
}

struct Fault {
  const char* name;
  FakeCudaPlan plan;
  const char* reason;
};
constexpr int later = 300;  // calls: when it has been mining for a while

class CudaFaults : public testing::TestWithParam<Fault> {};

TEST_P(CudaFaults, EndInAFailedDeviceAndTheOtherMinesOn) {
  Mine m(GetParam().plan);
  ASSERT_TRUE(m.miner->start());
  ASSERT_TRUE(fake::eventually([&] { return !m.witness.failures().empty(); }));
  const std::size_t before = m.inbox.shares().size();
  ASSERT_TRUE(m.inbox.wait_for(before + 10));
  m.miner->stop();
  ASSERT_EQ(m.witness.failures().size(), 1u);
  const DeviceFailure failure = m.witness.failures()[0];
  EXPECT_EQ(failure.device, "cuda:0");
  EXPECT_NE(failure.error.message.find(GetParam().reason), std::string::npos)
      << failure.error.message;
  const auto devices = m.miner->stats().devices;
  EXPECT_TRUE(devices[0].failed);
  EXPECT_FALSE(devices[1].failed);
}

INSTANTIATE_TEST_SUITE_P(
    All, CudaFaults,
    testing::Values(
        Fault{
            "OutOfMemory", {.fault = {.function = "cuMemAlloc_v2", .status = 2}}, "other programs"},
        Fault{"GpuInUse",
              {.fault = {.function = "cuCtxCreate_v2", .status = 46}},
              "opening the device"},
        Fault{"WrongImage", {.fault = {.function = "cuModuleLoadData", .status = 209}}, "kernels"},
        Fault{"LaunchRefused",
              {.fault = {.function = "cuLaunchKernel", .after = later, .status = 701}},
              "launching a kernel"},
        Fault{
            "LaunchFailed",
            {.fault = {.function = "cuEventQuery", .after = later, .status = 719, .sticky = true}},
            "searching failed"},
        Fault{"DeviceLost",
              {.fault =
                   {.function = "cuCtxSetCurrent", .after = later, .status = 999, .sticky = true}},
              "Xid"},
        Fault{"Hang", {.hanging_device = 0}, "hangs"}),
    [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace wildcat
