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
#include "tests/equality/unit_cases.h"
#include "wildcat/cuda.h"

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

// What the command line asks for.
struct Options {
  bool small = false;
  bool cuda = false;
  CudaOptions driver;
};

// Whatever it reports is checked, and one that does not report everything is wrong.
void run(Device& device, const std::vector<UnitCase>& cases, Totals& totals) {
  auto scanner = device.open(0);
  if (!scanner) return totals.count(device.info().id + ": " + scanner.error().message, false);
  const std::string name =
      device.info().id + " (" + device.info().name + ") " + device.kernel().name;
  for (const UnitCase& one : cases) {
    const Mismatches wrong = one.run(**scanner);
    for (const std::string& mismatch : wrong) std::printf("  %s\n", mismatch.c_str());
    totals.count(name + ' ' + one.name + (wrong.empty() ? ": equal" : ": NOT EQUAL"),
                 wrong.empty());
  }
}

void run_cuda(const Options& options, Totals& totals) {
  const auto cases =
      unit_cases(scalar_sha256(), canaries(), options.small ? Extent::small : Extent::whole);
  for (const char* kernel : {"version_major", "single"}) {
    CudaOptions driver = options.driver;
    driver.kernel = kernel;
    const auto backend = cuda_backend(driver);
    auto devices = backend->devices();
    for (const std::string& note : backend->notes()) std::printf("%s\n", note.c_str());
    if (!devices || devices->empty()) return totals.count("no CUDA device", false);
    for (const auto& device : *devices) run(*device, cases, totals);
  }
}

void run_cpu(const Options& options, Totals& totals) {
  const auto reference = scalar_sha256();
  const auto cases =
      options.small ? small_cases(reference, canaries()) : fast_cases(reference, canaries());
  std::printf("processor: %s\n", detect_cpu().brand.c_str());
  for (std::uint32_t i = 0; i < wildcat_cpu_kernels_count; ++i)
    run(*wildcat_cpu_kernels[i], cases, totals);
  run_faulty(cases, totals);
}

}  // namespace
}  // namespace wildcat::equality

int main(int argc, char** argv) {
  using namespace wildcat::equality;
  Options options;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--small") == 0)
      options.small = true;
    else if (std::strcmp(argv[i], "--cuda") == 0)
      options.cuda = true;
    else if (std::strcmp(argv[i], "--library") == 0 && i + 1 < argc)
      options.driver.library = argv[++i];
    else {
      std::fprintf(stderr, "usage: %s [--small] [--cuda [--library DRIVER]]\n", argv[0]);
      return 2;
    }
  }
  Totals totals;
  options.cuda ? run_cuda(options, totals) : run_cpu(options, totals);
  std::printf("%u passed, %u failed\n", totals.passed, totals.failed);
  return totals.failed == 0 ? 0 : 1;
}
