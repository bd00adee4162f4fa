// SPDX-License-Identifier: MIT
// The CUDA backend on a fake driver: what it finds, what it says when there is nothing, and every
// step that can fail.
#include "backends/cuda/cuda_backend.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/equality/unit_cases.h"
#include "tests/support/equality_headers.h"
#include "tests/support/reference_sha256.h"
#include "tests/support/temporary_directory.h"
#include "tests/unit/gpu/fake_driver.h"

namespace wildcat::cuda {
namespace {

using test::fake_backend;
using test::FakeCudaPlan;
using test::use_driver;

std::string only_note(Backend& backend) {
  const auto devices = backend.devices();
  EXPECT_TRUE(devices);
  EXPECT_TRUE(devices->empty());
  const auto notes = backend.notes();
  EXPECT_EQ(notes.size(), 1u);
  return notes.empty() ? "" : notes[0];
}

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(CudaBackend, FindsTheDevices) {
  use_driver({.devices = 2});
  auto backend = fake_backend();
  const auto devices = backend->devices();
  ASSERT_TRUE(devices);
  ASSERT_EQ(devices->size(), 2u);
  const DeviceInfo& info = (*devices)[1]->info();
  EXPECT_EQ(info.backend, "cuda");
  EXPECT_EQ(info.id, "cuda:1");
  EXPECT_EQ(info.name, "Fake GPU");
  EXPECT_EQ(info.pci, "0000:42:00.0");
  EXPECT_EQ(info.kind, DeviceKind::gpu);
  EXPECT_EQ(info.driver, "CUDA 13.0");
  EXPECT_TRUE(backend->notes().empty());
}

TEST(CudaBackend, UnitsAgreeWithOpenSsl) {
  use_driver({});
  auto devices = fake_backend()->devices();
  auto scanner = (*devices)[0]->open(0);
  ASSERT_TRUE(scanner) << scanner.error().message;
  const auto headers = equality::load_headers(WILDCAT_TEST_VECTORS "/headers.json");
  for (const auto& one :
       equality::unit_cases(test::openssl_sha256(), headers, equality::Extent::small))
    for (const std::string& mismatch : one.run(**scanner))
      ADD_FAILURE() << one.name << ": " << mismatch;
}

// A launch of a minute, were it not stopped; and then it would count.
TEST(CudaBackend, APokeStopsTheLaunchUnderWay) {
  use_driver({});
  auto devices = fake_backend({.launch_time = std::chrono::seconds(2)})->devices();
  for (const std::uint32_t versions : {256u, 1u}) {
    auto scanner = (*devices)[0]->open(0);
    ASSERT_TRUE(scanner) << scanner.error().message;
    Generation generation;
    WorkUnit unit;
    unit.live = &generation;
    unit.roll_mask = 0x1fffe000;
    unit.versions = versions;
    unit.nonces = {0, std::uint64_t{1} << 32};
    ASSERT_TRUE((*scanner)->submit(unit));
    std::thread network([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      generation.bump();
      (*scanner)->poke();
    });
    const auto done = (*scanner)->wait();
    network.join();
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(done->status, Status::stale);
    EXPECT_EQ(done->nonces_done, 0u);
  }
}

TEST(CudaBackend, WithoutADriverThereIsNoDevice) {
  auto backend = fake_backend({.library = test::absent("libcuda.so.1")});
  EXPECT_TRUE(says(only_note(*backend), "no CUDA driver"));
}

TEST(CudaBackend, ALibraryThatIsNoDriverIsSaidToBeTooOld) {
  auto backend = fake_backend({.library = "libm.so.6"});
  EXPECT_TRUE(says(only_note(*backend), "lacks cuInit"));
}

TEST(CudaBackend, AnOldDriverIsNamedWithTheOneNeeded) {
  use_driver({.version = 12040});
  const std::string note = only_note(*fake_backend());
  EXPECT_TRUE(says(note, "CUDA 12.4")) << note;
  EXPECT_TRUE(says(note, "driver 580 or newer")) << note;
}

TEST(CudaBackend, ADriverWithoutDevicesOrInTroubleSaysSo) {
  use_driver({.devices = 0});
  EXPECT_TRUE(says(only_note(*fake_backend()), "finds no GPU"));
  use_driver({.fault = {.function = "cuInit", .status = 999}});
  EXPECT_TRUE(says(only_note(*fake_backend()), "CUDA_ERROR_FAKE"));
  use_driver({.fault = {.function = "cuDeviceGetCount", .status = 3}});
  EXPECT_TRUE(says(only_note(*fake_backend()), "cannot count"));
}

TEST(CudaBackend, AnOldGpuIsLeftOut) {
  use_driver({.capability = 70});
  EXPECT_TRUE(says(only_note(*fake_backend()), "cuda:0 (Fake GPU) is older"));
}

TEST(CudaBackend, OneBrokenDeviceDoesNotHideTheOther) {
  use_driver({.devices = 2, .fault = {.function = "cuDeviceGet", .device = 0, .status = 999}});
  auto backend = fake_backend();
  const auto devices = backend->devices();
  ASSERT_EQ(devices->size(), 1u);
  EXPECT_EQ((*devices)[0]->info().id, "cuda:1");
  EXPECT_EQ(backend->notes().size(), 1u);
}

TEST(CudaBackend, AProgramBuiltWithoutCudaSaysSo) {
  auto backend = backend_on({.image = {}}, {});
  EXPECT_TRUE(says(only_note(*backend), "built without CUDA"));
}

TEST(CudaBackend, AnUnknownKernelIsAnError) {
  auto backend = fake_backend({.kernel = "avx2"});
  const auto devices = backend->devices();
  ASSERT_FALSE(devices);
  EXPECT_EQ(devices.error().code, Errc::not_found);
}

// Every function, every call of it: an error that names the step, nothing leaked, nothing hung.
class OpeningFails : public testing::TestWithParam<const char*> {};

TEST_P(OpeningFails, AtEveryCall) {
  int failures = 0;
  for (int after = 0; after < 20; ++after) {
    use_driver({.fault = {.function = GetParam(), .after = after, .status = 2, .sticky = true}});
    auto devices = fake_backend()->devices();
    if (devices->empty()) {  // failed while it was looked for
      ++failures;
      continue;
    }
    auto scanner = (*devices)[0]->open(0);
    if (scanner) break;  // the fault lies beyond the last call
    ++failures;
    EXPECT_EQ(scanner.error().code, Errc::device_failed);
    EXPECT_TRUE(says(scanner.error().message, "CUDA_ERROR_FAKE")) << scanner.error().message;
    EXPECT_TRUE(says(scanner.error().message, "end other programs")) << scanner.error().message;
  }
  EXPECT_GE(failures, 1) << "is never called";
  use_driver({});
  EXPECT_TRUE((*fake_backend()->devices())[0]->open(0)) << "the next attempt is not a fresh one";
}

INSTANTIATE_TEST_SUITE_P(Functions, OpeningFails,
                         testing::Values("cuDeviceGet", "cuCtxCreate_v2", "cuCtxSetCurrent",
                                         "cuModuleLoadData", "cuModuleGetFunction",
                                         "cuOccupancyMaxActiveBlocksPerMultiprocessor",
                                         "cuMemAlloc_v2", "cuMemHostAlloc",
                                         "cuMemHostGetDevicePointer_v2", "cuStreamCreate",
                                         "cuEventCreate", "cuMemsetD32Async", "cuLaunchKernel",
                                         "cuMemcpyDtoHAsync_v2", "cuEventRecord", "cuEventQuery"),
                         [](const auto& each) { return std::string(each.param); });

TEST(CudaBackend, AGpuThatFindsNothingFailsItsSelfTest) {
  use_driver({.blind = true});
  auto devices = fake_backend()->devices();
  auto scanner = (*devices)[0]->open(0);
  ASSERT_FALSE(scanner);
  EXPECT_EQ(scanner.error().code, Errc::self_test_failed);
}

}  // namespace
}  // namespace wildcat::cuda
