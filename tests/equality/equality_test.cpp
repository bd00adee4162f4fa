// SPDX-License-Identifier: MIT
// GoogleTest front end of the equality cases: every case on every scan of every kernel that was
// compiled and can run here. Built twice; WILDCAT_EQUALITY_THOROUGH selects the long cases.
#include <gtest/gtest.h>

#include <ostream>

#include "tests/equality/cases.h"
#include "tests/support/equality_headers.h"
#include "tests/support/reference_sha256.h"

namespace wildcat::equality {
namespace {

std::vector<KnownHeader> headers() { return load_headers(WILDCAT_TEST_VECTORS "/headers.json"); }

#ifdef WILDCAT_EQUALITY_THOROUGH
std::vector<Case> cases() { return thorough_cases(test::openssl_sha256(), headers()); }
#define WILDCAT_EQUALITY_SUITE EqualityThorough
#else
std::vector<Case> cases() { return fast_cases(test::openssl_sha256(), headers()); }
#define WILDCAT_EQUALITY_SUITE Equality
#endif

// A kernel that GoogleTest prints by its name.
struct Kernel {
  const wildcat_cpu_kernel* row;
  friend void PrintTo(const Kernel& kernel, std::ostream* out) { *out << kernel.row->name; }
};

std::vector<Kernel> kernels() {
  std::vector<Kernel> all;
  for (const wildcat_cpu_kernel* row : runnable_kernels()) all.push_back({row});
  return all;
}

class WILDCAT_EQUALITY_SUITE : public testing::TestWithParam<Kernel> {};

TEST_P(WILDCAT_EQUALITY_SUITE, KernelAgreesWithOpenSsl) {
  for (const Case& one : cases()) {
    for (const Subject& subject : subjects_of(*GetParam().row)) {
      for (const std::string& mismatch : one.run(subject))
        ADD_FAILURE() << one.name << ": " << mismatch;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Kernels, WILDCAT_EQUALITY_SUITE, testing::ValuesIn(kernels()),
                         [](const auto& each) { return std::string(each.param.row->name); });

}  // namespace
}  // namespace wildcat::equality
