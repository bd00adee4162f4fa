// SPDX-License-Identifier: MIT
// Reports what the plan holds and opens scanners by it.
#include "backends/cpu/cpu_device.h"

#include "backends/cpu/core_clock.h"
#include "backends/cpu/cpu_scanner.h"

namespace wildcat {
namespace {

bool same(const ScanVariant& a, const ScanVariant& b) {
  return a.kernel == b.kernel && a.log2_versions == b.log2_versions;
}

}  // namespace

CpuDevice::CpuDevice(std::string brand, KernelPlan plan, CpuOptions options)
    : info_{"cpu", "cpu:0", std::move(brand)},
      plan_(std::move(plan)),
      options_(std::move(options)) {}

std::vector<KernelReport> CpuDevice::kernels(bool measure) {
  std::vector<KernelReport> reports;
  for (const VariantReport& v : plan_.variants) reports.push_back(report_on(v, measure));
  return reports;
}

KernelReport CpuDevice::report_on(const VariantReport& v, bool measure) const {
  KernelReport report;
  report.name = v.variant.kernel->name;
  report.versions = v.variant.versions();
  report.self_test = v.self_test;
  report.reason = v.reason;
  const bool rolling = same(v.variant, plan_.best.back().variant);
  const bool single = same(v.variant, plan_.best.front().variant);
  report.chosen = rolling || single;
  if (v.self_test != SelfTest::passed) return report;
  if (single && !rolling) report.reason = "for headers of a single version";
  if (!report.chosen) report.reason = allowed(report) ? "not the fastest here" : "not asked for";
  if (!measure) return report;
  const double clock = core_clock_hz();
  const double rate = measure_rate(v.variant, std::chrono::milliseconds(20));
  report.hashes_per_second = rate;
  if (clock > 0) report.cycles_per_hash = clock / rate;
  return report;
}

bool CpuDevice::allowed(const KernelReport& report) const {
  return (options_.kernel.empty() || options_.kernel == report.name) &&
         (options_.versions == 0 || options_.versions == report.versions);
}

KernelUse CpuDevice::kernel() const {
  const ScanVariant& used = plan_.best.back().variant;
  return {used.kernel->name, used.versions()};
}

Result<std::unique_ptr<Scanner>> CpuDevice::open(std::uint32_t index) {
  if (index >= scanners())
    return Error{Errc::invalid_argument, "the CPU has scanners 0 to " +
                                             std::to_string(scanners() - 1) + ", not " +
                                             std::to_string(index) + "; ask scanners() first"};
  const int cpu = options_.pin ? options_.cpus[index % options_.cpus.size()] : -1;
  return std::unique_ptr<Scanner>(
      std::make_unique<CpuScanner>(plan_.best, cpu, options_.idle_priority));
}

}  // namespace wildcat
