// SPDX-License-Identifier: MIT
// The OpenCL kernels on this machine's processor (PoCL) against OpenSSL, in whole units, through
// the same queue and scanner that drive a graphics card.
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/equality/unit_cases.h"
#include "tests/support/equality_headers.h"
#include "tests/support/reference_sha256.h"
#include "wildcat/opencl.h"

namespace wildcat::equality {
namespace {

// PoCL compiles for many seconds; it keeps what it has compiled in this build's folder.
std::unique_ptr<Device> processor_with(const std::string& kernel) {
  ::setenv("POCL_CACHE_DIR", WILDCAT_POCL_CACHE, 0);
  OpenclOptions options;
  options.kernel = kernel;
  const auto backend = opencl_backend(options);
  auto devices = backend->devices();
  for (const std::string& note : backend->notes()) std::printf("note: %s\n", note.c_str());
  for (auto& device : *devices)
    if (device->info().kind == DeviceKind::cpu) return std::move(device);
  return nullptr;
}

void agrees_with_openssl(const std::string& kernel) {
  const auto device = processor_with(kernel);
  ASSERT_NE(device, nullptr) << "there is no OpenCL on the processor: install pocl-opencl-icd";
  ASSERT_EQ(device->kernel().name, kernel);
  auto scanner = device->open(0);
  ASSERT_TRUE(scanner) << scanner.error().message;
  const auto headers = load_headers(WILDCAT_TEST_VECTORS "/headers.json");
  std::size_t cases = 0;
  for (const UnitCase& one : unit_cases(test::openssl_sha256(), headers, Extent::small)) {
    ++cases;
    for (const std::string& mismatch : one.run(**scanner))
      ADD_FAILURE() << one.name << ": " << mismatch;
  }
  EXPECT_GT(cases, 3u);
}

TEST(OpenclEquality, VersionMajorSearch) { agrees_with_openssl("version_major"); }

TEST(OpenclEquality, SingleSearch) { agrees_with_openssl("single"); }

}  // namespace
}  // namespace wildcat::equality
