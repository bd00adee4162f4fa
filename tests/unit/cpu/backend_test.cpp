// SPDX-License-Identifier: MIT
// The backend as the engine sees it, on this machine and on made-up ones.
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "backends/cpu/cpu_device.h"
#include "test_kernels.h"
#include "test_work.h"
#include "tests/support/temporary_directory.h"

namespace wildcat::test {
namespace {

std::unique_ptr<Device> only_device(Backend& backend) {
  auto found = backend.devices();
  EXPECT_TRUE(found) << (found ? "" : found.error().message);
  if (!found || found->size() != 1) return nullptr;
  return std::move(found->front());
}

std::unique_ptr<Scanner> opened(Device& device, std::uint32_t index) {
  auto scanner = device.open(index);
  EXPECT_TRUE(scanner) << (scanner ? "" : scanner.error().message);
  return scanner ? std::move(scanner).value() : nullptr;
}

TEST(CpuBackend, FindsOneDeviceThatSaysWhoItIs) {
  const auto backend = cpu_backend();
  EXPECT_EQ(backend->name(), "cpu");
  const auto device = only_device(*backend);
  ASSERT_TRUE(device);
  EXPECT_EQ(device->info().backend, "cpu");
  EXPECT_EQ(device->info().id, "cpu:0");
  EXPECT_EQ(device->info().name, detect_cpu().brand);
  EXPECT_GE(device->scanners(), 1u);
  EXPECT_LE(device->scanners(), affinity_cpus().size());
}

TEST(CpuBackend, ListsEveryCompiledVariantAndMeasuresOnRequest) {
  const auto backend = cpu_backend();
  const auto device = only_device(*backend);
  ASSERT_TRUE(device);
  std::size_t variants = 0;
  for (const wildcat_cpu_kernel* kernel : compiled_kernels())
    variants += variants_of(*kernel).size();
  const auto listed = device->kernels(false);
  EXPECT_EQ(listed.size(), variants);
  for (const KernelReport& r : listed) EXPECT_FALSE(r.hashes_per_second || r.cycles_per_hash);
  for (const KernelReport& r : device->kernels(true)) {
    EXPECT_NE(r.self_test, SelfTest::failed) << r.name << ": " << r.reason;
    const bool passed = r.self_test == SelfTest::passed;
    EXPECT_EQ(r.hashes_per_second.has_value(), passed) << r.name;
    EXPECT_EQ(r.cycles_per_hash.has_value(), passed) << r.name;
  }
}

TEST(CpuBackend, TheKernelInUseIsAmongTheChosen) {
  const auto backend = cpu_backend();
  const auto device = only_device(*backend);
  ASSERT_TRUE(device);
  bool named = false;
  bool single = false;
  for (const KernelReport& r : device->kernels(false)) {
    if (!r.chosen) continue;
    EXPECT_EQ(r.self_test, SelfTest::passed);
    named |= KernelUse{r.name, r.versions} == device->kernel();
    single |= r.versions == 1;
  }
  EXPECT_TRUE(named) << device->kernel().name;
  EXPECT_TRUE(single);
}

struct FirstTag {};
struct SecondTag {};
constexpr wildcat_cpu_kernel first_kernel = Watched<FirstTag>::kernel("scalar_first");
constexpr wildcat_cpu_kernel second_kernel = Watched<SecondTag>::kernel("scalar_second");

TEST(CpuBackend, TheForcedKernelReallyRuns) {
  int calls[2] = {};
  Watched<FirstTag>::hook = [&calls](std::uint32_t) { ++calls[0]; };
  Watched<SecondTag>::hook = [&calls](std::uint32_t) { ++calls[1]; };
  for (const int forced : {0, 1}) {
    CpuOptions options;
    options.kernel = forced == 0 ? "scalar_first" : "scalar_second";
    options.pin = false;
    const auto backend =
        cpu_backend_on({{&first_kernel, &second_kernel}, detect_cpu(), "/"}, options);
    const auto device = only_device(*backend);
    ASSERT_TRUE(device);
    EXPECT_TRUE(device->kernel().name == options.kernel) << device->kernel().name;
    for (const KernelReport& r : device->kernels(false)) {
      if (r.name == options.kernel) continue;
      EXPECT_FALSE(r.chosen);
      EXPECT_EQ(r.reason, "not asked for");
    }
    const auto scanner = opened(*device, 0);
    ASSERT_TRUE(scanner);
    calls[0] = calls[1] = 0;
    EXPECT_EQ(run(*scanner, unit_of({0, 50}, 1, Target::easiest())).found.size(), 50u);
    EXPECT_EQ(run(*scanner, unit_of({0, 50}, 16, Target::easiest())).found.size(), 800u);
    EXPECT_GT(calls[forced], 1);
    EXPECT_EQ(calls[1 - forced], 0);
  }
  Watched<FirstTag>::hook = Watched<SecondTag>::hook = [](std::uint32_t) {};
}

TEST(CpuBackend, EveryCompiledKernelCanBeForcedOrSaysWhyNot) {
  for (const wildcat_cpu_kernel* kernel : compiled_kernels()) {
    CpuOptions options;
    options.kernel = kernel->name;
    const auto found = cpu_backend(options)->devices();
    const bool runnable = cpu_kernel_runnable(*kernel, nullptr);
    ASSERT_EQ(bool(found), runnable) << kernel->name;
    if (runnable) {
      EXPECT_TRUE(found->front()->kernel().name == kernel->name);
    } else {
      EXPECT_EQ(found.error().code, Errc::not_runnable);
    }
  }
}

TEST(CpuBackend, OneFeatureLessLeavesTheOthers) {
  CpuEnvironment env = this_machine();
  env.cpu.features = {};
  const auto backend = cpu_backend_on(env, {});
  const auto device = only_device(*backend);
  ASSERT_TRUE(device);
  EXPECT_TRUE(device->kernel().name.starts_with("scalar")) << device->kernel().name;
  for (const KernelReport& r : device->kernels(false)) {
    if (r.name == "scalar") continue;
    EXPECT_EQ(r.self_test, SelfTest::not_runnable) << r.name;
    EXPECT_NE(r.reason.find("lacks"), std::string::npos) << r.reason;
  }
}

TEST(CpuBackend, ThreadsFollowCpusOptionsAndQuota) {
  TemporaryDirectory root;
  root.write("proc/self/cgroup", "0::/\n");
  root.write("sys/fs/cgroup/cpu.max", "300000 100000\n");
  const auto scanners = [&root](CpuOptions options) {
    const auto backend = cpu_backend_on({{&right_kernel}, detect_cpu(), root.path()}, options);
    const auto device = only_device(*backend);
    return device ? device->scanners() : 0;
  };
  EXPECT_EQ(scanners({.cpus = {0, 1, 2, 3, 4, 5, 6, 7}}), 3u);
  EXPECT_EQ(scanners({.cpus = {4, 5}}), 2u);
  EXPECT_EQ(scanners({.cpus = {0}, .threads = 7}), 7u);
  EXPECT_EQ(scanners({}), std::min<std::size_t>(3, affinity_cpus().size()));
}

TEST(CpuBackend, NegativeCpuNumberIsRefused) {
  const auto refused = cpu_backend({.cpus = {0, -3}})->devices();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::invalid_argument);
  EXPECT_NE(refused.error().message.find("-3"), std::string::npos);
}

TEST(CpuBackend, OpenPinsInTurnAndDestroyingUnpins) {
  const std::vector<int> cpus = affinity_cpus();
  const auto backend = cpu_backend({.cpus = {cpus.front(), cpus.back()}, .threads = 3});
  const auto device = only_device(*backend);
  ASSERT_TRUE(device);
  std::thread([&] {
    for (std::uint32_t i = 0; i < 3; ++i) {
      const auto scanner = opened(*device, i);
      EXPECT_EQ(affinity_cpus(), std::vector<int>{i == 1 ? cpus.back() : cpus.front()});
    }
    EXPECT_EQ(affinity_cpus(), cpus);
  }).join();
}

// Two programs with a thread each would else share the first CPU and leave the second idle.
TEST(CpuBackend, WithCpusToSpareTheThreadStaysFree) {
  const std::vector<int> cpus = affinity_cpus();
  if (cpus.size() < 2) GTEST_SKIP() << "one CPU only";
  const auto backend = cpu_backend({.threads = static_cast<std::uint32_t>(cpus.size() - 1)});
  const auto device = only_device(*backend);
  ASSERT_TRUE(device);
  std::thread([&] {
    const auto scanner = opened(*device, 0);
    EXPECT_EQ(affinity_cpus(), cpus);
  }).join();
}

TEST(CpuBackend, WithoutPinningTheThreadStaysFree) {
  const auto backend = cpu_backend({.pin = false, .idle_priority = true});
  const auto device = only_device(*backend);
  ASSERT_TRUE(device);
  std::thread([&device] {
    const std::vector<int> before = affinity_cpus();
    const auto scanner = opened(*device, 0);
    EXPECT_EQ(affinity_cpus(), before);
    EXPECT_EQ(sched_getscheduler(0), SCHED_IDLE);
  }).join();
}

TEST(CpuBackend, ScannerThatDoesNotExistIsRefused) {
  const auto backend = cpu_backend({.threads = 2});
  const auto device = only_device(*backend);
  ASSERT_TRUE(device);
  const auto refused = device->open(2);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::invalid_argument);
}

TEST(CpuBackend, ScannersOfSeveralThreadsWorkSideBySide) {
  const auto backend = cpu_backend({.threads = 4});
  const auto device = only_device(*backend);
  ASSERT_TRUE(device);
  const WorkUnit whole = unit_of({0xfffff001, 0xffc}, 4, target_of_bits(6));
  std::vector<std::vector<Candidate>> found(4);
  {
    std::vector<std::jthread> threads;
    for (std::uint32_t i = 0; i < 4; ++i)
      threads.emplace_back([&, i] {
        const auto scanner = opened(*device, i);
        WorkUnit part = whole;
        part.nonces = {whole.nonces.first + i * 0x3ff, 0x3ff};
        found[i] = run(*scanner, part).found;
      });
  }
  std::vector<Candidate> all;
  for (const auto& part : found) all.insert(all.end(), part.begin(), part.end());
  EXPECT_EQ(as_set(all), brute_force(whole, whole.nonces.count));
}

}  // namespace
}  // namespace wildcat::test
