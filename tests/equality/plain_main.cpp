// SPDX-License-Identifier: MIT
// The equality cases without a test framework and without libraries: the scalar code of the public
// API is the reference, the canaries' headers are the known answers. So it can be built wherever a
// cross-compiler is all there is, and run by an emulator.
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "backends/cpu/cpu_features.h"
#include "backends/cpu/kernel_table.h"
#include "tests/equality/cases.h"
#include "tests/equality/plain_reference.h"

namespace wildcat::equality {
namespace {

/// What the last line tells.
struct Totals {
  unsigned passed = 0;
  unsigned failed = 0;

  void count(const std::string& line, bool ok) {
    ok ? ++passed : ++failed;
    std::printf("%s\n", line.c_str());
    std::fflush(stdout);
  }
};

void run(const Subject& subject, const std::vector<Case>& cases, Totals& totals) {
  unsigned wrong = 0;
  for (const Case& one : cases)
    for (const std::string& mismatch : one.run(subject)) {
      if (++wrong <= 10) std::printf("  %s: %s\n", one.name.c_str(), mismatch.c_str());
    }
  totals.count(subject.name + (wrong == 0 ? ": equal" : ": NOT EQUAL"), wrong == 0);
}

void run(const wildcat_cpu_kernel& kernel, const std::vector<Case>& cases, Totals& totals) {
  std::string reason;
  if (!cpu_kernel_runnable(kernel, &reason)) {
    std::printf("%s: not runnable: %s\n", kernel.name, reason.c_str());
    return;
  }
  for (const Subject& subject : subjects_of(kernel)) run(subject, cases, totals);
}

// The cases can fail: a scan that finds nothing has to be noticed.
void run_faulty(const std::vector<Case>& cases, Totals& totals) {
  const wildcat_cpu_scan blind = [](const wildcat_cpu_job*, wildcat_u32, wildcat_u32 batches,
                                    wildcat_cpu_hits*) { return batches; };
  std::size_t mismatches = 0;
  for (const Case& one : cases) mismatches += one.run({"blind", 1, 1, blind}).size();
  totals.count(mismatches > 0 ? "a blind scan: noticed" : "a blind scan: NOT NOTICED",
               mismatches > 0);
}

}  // namespace
}  // namespace wildcat::equality

int main(int argc, char** argv) {
  using namespace wildcat::equality;
  const bool small = argc == 2 && std::strcmp(argv[1], "--small") == 0;
  if (argc > 1 && !small) {
    std::fprintf(stderr, "usage: %s [--small]\n", argv[0]);
    return 2;
  }
  const auto reference = scalar_sha256();
  const auto cases = small ? small_cases(reference, canaries()) : fast_cases(reference, canaries());
  std::printf("processor: %s\n", wildcat::detect_cpu().brand.c_str());
  Totals totals;
  for (std::uint32_t i = 0; i < wildcat_cpu_kernels_count; ++i)
    run(*wildcat_cpu_kernels[i], cases, totals);
  run_faulty(cases, totals);
  std::printf("%u passed, %u failed\n", totals.passed, totals.failed);
  return totals.failed == 0 ? 0 : 1;
}
