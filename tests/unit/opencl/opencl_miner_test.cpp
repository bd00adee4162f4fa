// SPDX-License-Identifier: MIT
// A Miner with OpenCL cards whose driver fails: every failure ends in a named device with the
// reason, the others mine on, and a card that is back is used again.
#include <dlfcn.h>
#include <gtest/gtest.h>

#include "backends/opencl/opencl_backend.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/text.h"
#include "tests/unit/miner_core/fakes.h"
#include "tests/unit/opencl/fake_opencl.h"
#include "wildcat/miner.h"

namespace wildcat {
namespace {

using fake::Inbox;
using fake::Witness;
using test::FakeOpenclPlan;
using test::has;

template <class Function>
Function fake_library(const char* name) {
  static void* const library = dlopen(WILDCAT_FAKE_OPENCL, RTLD_NOW | RTLD_LOCAL);
  return reinterpret_cast<Function>(library ? dlsym(library, name) : nullptr);
}

void use_opencl(const FakeOpenclPlan& plan) {
  fake_library<test::FakeOpenclControl>("fake_opencl_control")(plan);
}
int open_contexts() { return fake_library<test::FakeOpenclContexts>("fake_opencl_contexts")(); }

// Hangs are noticed in seconds, and settings are chosen in no time, once.
std::unique_ptr<Backend> fake_cards(const std::string& kernel = "") {
  static const test::TemporaryDirectory folder;
  opencl::Environment environment;
  environment.settings.hang_time = std::chrono::seconds(5);
  environment.settings.unit_time = std::chrono::microseconds(500);
  environment.tuning_effort = std::chrono::milliseconds(1);
  OpenclOptions options;
  options.library = WILDCAT_FAKE_OPENCL;
  options.tuning_folder = folder.path();
  options.kernel = kernel;
  return opencl::backend_on(environment, options);
}

// Two cards, and the plan's fault in the first.
struct Mine {
  explicit Mine(FakeOpenclPlan plan, double canaries = 0) {
    plan.devices = 2;
    MinerOptions options;
    options.observer = &witness;
    options.canary_fraction = canaries;
    options.device_retry = std::chrono::milliseconds(100);
    miner = std::make_unique<Miner>(options);
    use_opencl(plan);
    auto devices = fake_cards()->devices();
    for (auto& device : *devices) EXPECT_TRUE(miner->add_device(std::move(device)));
    const SourceId source =
        miner->add_source({.extranonce = fake::extranonce, .on_share = inbox.sink()});
    EXPECT_TRUE(miner->set_job(source, fake::job("a", 1 << 14)));
  }
  Witness witness;
  Inbox inbox;
  std::unique_ptr<Miner> miner;
};

TEST(OpenclMiner, MinesAndMissesNoCanary) {
  Mine m({}, 0.2);
  ASSERT_TRUE(m.miner->start());
  ASSERT_TRUE(m.inbox.wait_for(20));
  ASSERT_TRUE(fake::eventually([&] { return m.witness.canaries().size() >= 10; }));
  ASSERT_TRUE(fake::hashes_on(*m.miner, 0) && fake::hashes_on(*m.miner, 1));
  m.miner->stop();
  for (const CanaryResult& canary : m.witness.canaries()) EXPECT_FALSE(canary.missed);
  EXPECT_TRUE(m.witness.errors().empty());
  EXPECT_TRUE(m.witness.failures().empty());
}

// On request a paused card is left to others altogether: no context, and so no memory.
TEST(OpenclMiner, APausedCardGivesItsContextBackAndTakesItAgain) {
  const int others = open_contexts();  // left behind by devices that hung
  const auto open = [others] { return open_contexts() - others; };
  Mine m({});
  ASSERT_TRUE(m.miner->start());
  ASSERT_TRUE(fake::hashes_on(*m.miner, 0) && fake::hashes_on(*m.miner, 1));
  EXPECT_EQ(open(), 2);
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(m.miner->pause("tenant", "opencl:0", Hold::release));
    ASSERT_TRUE(fake::eventually([&] { return open() == 1; }));
    EXPECT_TRUE(fake::hashes_on(*m.miner, 1));
    ASSERT_TRUE(m.miner->resume("tenant", "opencl:0"));
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
  FakeOpenclPlan plan;
  const char* reason;
};
constexpr int later = 1000;  // calls: when it has been mining for a while

class OpenclFaults : public testing::TestWithParam<Fault> {};

TEST_P(OpenclFaults, EndInAFailedDeviceTheOtherMinesOnAndItIsTriedAgain) {
  Mine m(GetParam().plan);
  ASSERT_TRUE(m.miner->start());
  ASSERT_TRUE(fake::eventually([&] { return !m.witness.failures().empty(); }));
  const DeviceFailure failure = m.witness.failures()[0];
  EXPECT_EQ(failure.device, "opencl:0");
  EXPECT_TRUE(has(failure.error.message, GetParam().reason)) << failure.error.message;
  EXPECT_TRUE(fake::hashes_on(*m.miner, 1));
  const auto devices = m.miner->stats().devices;
  EXPECT_TRUE(devices[0].failed);
  EXPECT_FALSE(devices[1].failed);
  use_opencl({.devices = 2});
  ASSERT_TRUE(fake::eventually([&] { return !m.witness.recoveries().empty(); }));
  EXPECT_TRUE(fake::hashes_on(*m.miner, 0));
  m.miner->stop();
  EXPECT_EQ(m.witness.failures().size(), 1u);
  EXPECT_TRUE(m.witness.errors().empty());
}

Fault from_the_start(const char* name, const char* function, int status, const char* reason) {
  return {name, {.fault = {.function = function, .status = status}}, reason};
}
Fault while_mining(const char* name, const char* function, int status, const char* reason) {
  return {name, {.fault = {.function = function, .after = later, .status = status}}, reason};
}

INSTANTIATE_TEST_SUITE_P(
    All, OpenclFaults,
    testing::Values(from_the_start("NotAvailable", "clCreateContext", CL_DEVICE_NOT_AVAILABLE,
                                   "clCreateContext answers CL_DEVICE_NOT_AVAILABLE (-2)"),
                    from_the_start("OutOfMemory", "clCreateBuffer",
                                   CL_MEM_OBJECT_ALLOCATION_FAILURE,
                                   "CL_MEM_OBJECT_ALLOCATION_FAILURE"),
                    while_mining("EnqueueRefused", "clEnqueueNDRangeKernel", CL_OUT_OF_RESOURCES,
                                 "clEnqueueNDRangeKernel answers CL_OUT_OF_RESOURCES (-5)"),
                    while_mining("FlushRefused", "clFlush", CL_OUT_OF_RESOURCES, "clFlush"),
                    while_mining("LaunchFailed", "launch", CL_OUT_OF_RESOURCES,
                                 "launch answers CL_OUT_OF_RESOURCES (-5)"),
                    while_mining("DeviceLost", "clGetEventInfo", CL_DEVICE_NOT_AVAILABLE,
                                 "clGetEventInfo answers CL_DEVICE_NOT_AVAILABLE (-2)"),
                    Fault{"Hang", {.hanging_device = 0}, "the device hangs"}),
    [](const auto& each) { return each.param.name; });

TEST(OpenclMiner, ACardWhoseCompilerFailsIsGivenUpAndTheOtherMines) {
  Mine m({.fault = {.function = "clBuildProgram", .status = CL_BUILD_PROGRAM_FAILURE}});
  ASSERT_TRUE(m.miner->start());
  ASSERT_TRUE(m.inbox.wait_for(5));
  ASSERT_TRUE(fake::eventually([&] { return !m.witness.failures().empty(); }));
  m.miner->stop();
  const DeviceFailure failure = m.witness.failures()[0];
  EXPECT_EQ(failure.device, "opencl:0");
  EXPECT_EQ(failure.error.code, Errc::not_runnable);
  EXPECT_TRUE(
      has(failure.error.message, "CL_BUILD_PROGRAM_FAILURE (-11); it says: as the test wants it"))
      << failure.error.message;
}

TEST(FakeOpencl, ACardThatFindsNothingFailsItsSelfTest) {
  use_opencl({.blind = true});
  auto devices = fake_cards()->devices();
  EXPECT_EQ((*devices)[0]->prepare().error().code, Errc::self_test_failed);
  use_opencl({});
  EXPECT_TRUE((*devices)[0]->prepare()) << "the next attempt is not a fresh one";
}

std::string only_note(const FakeOpenclPlan& plan) {
  use_opencl(plan);
  const auto backend = fake_cards();
  const auto devices = backend->devices();
  EXPECT_TRUE(devices);
  EXPECT_TRUE(devices->empty());
  EXPECT_EQ(backend->notes().size(), 1u);
  return backend->notes().empty() ? "" : backend->notes()[0];
}

TEST(FakeOpencl, WithoutDevicesThereIsOneReason) {
  EXPECT_TRUE(has(only_note({.platforms = 0}), "no OpenCL driver"));
  EXPECT_TRUE(has(only_note({.devices = 0}), "'Fake platform' has no device"));
  const std::string broken = only_note({.platforms_answer = CL_OUT_OF_HOST_MEMORY});
  EXPECT_TRUE(has(broken, "clGetPlatformIDs answers CL_OUT_OF_HOST_MEMORY (-6)")) << broken;
}

// One card cannot even say whether it is there.
TEST(FakeOpencl, ASilentCardHidesNoOther) {
  use_opencl({.devices = 2, .fault = {.function = "clGetDeviceInfo", .status = CL_INVALID_DEVICE}});
  const auto backend = fake_cards();
  const auto devices = backend->devices();
  ASSERT_EQ(devices->size(), 1u);
  EXPECT_EQ(backend->notes().size(), 1u);
  EXPECT_TRUE((*devices)[0]->prepare());
}

}  // namespace
}  // namespace wildcat
