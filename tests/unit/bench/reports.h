// SPDX-License-Identifier: MIT
// Reports as a run would make them, for the tests of this room.
#pragma once

#include "bench/harness/report.h"

namespace wildcat::program::bench::test {

inline KernelRow row(const std::string& kernel, std::uint32_t versions, Estimate rate) {
  return {"cpu:0", kernel, versions, false, std::move(rate), 80.0, 62.0, 62.0 / 80};
}

inline Report report(std::vector<KernelRow> kernels) {
  Report report;
  report.version = "1.2.3";
  report.time = "2026-01-02T03:04:05.678Z";
  report.machine.cpu = "A processor";
  report.machine.system = "Linux 1";
  report.machine.compiler = "gcc 1";
  report.kernels = std::move(kernels);
  report.digest = {std::string(64, 'a'), 1000, 10};
  return report;
}

}  // namespace wildcat::program::bench::test
