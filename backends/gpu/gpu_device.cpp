// SPDX-License-Identifier: MIT
// Opens a GPU: makes a queue ready, runs the self-test on it, measures it and builds the scanner.
#include "backends/gpu/gpu_device.h"

#include <utility>

#include "backends/gpu/gpu_measure.h"
#include "backends/gpu/gpu_self_test.h"

namespace wildcat::gpu {
namespace {

constexpr Duration measured_time = std::chrono::milliseconds(60);

std::uint32_t versions_of(const Scanner& scanner) { return scanner.shape(many_versions).versions; }

}  // namespace

std::vector<KernelReport> GpuDevice::kernels(bool measure) {
  return {report(true, measure), report(false, measure)};
}

Result<void> GpuDevice::prepare() {
  if (auto scanner = open(0); !scanner) return scanner.error();
  return {};
}

KernelUse GpuDevice::kernel() const { return {search_name(profile_.settings.version_major), 1}; }

// Both searches are tried: which one runs depends on the versions that a unit has.
Result<std::unique_ptr<Scanner>> GpuDevice::open(std::uint32_t index) {
  if (index != 0)
    return Error{Errc::invalid_argument, "a GPU has one scanner, number 0, not " +
                                             std::to_string(index) + "; ask scanners() first"};
  auto scanner = open_scanner(profile_.settings.version_major);
  if (!scanner) return scanner.error();
  if (auto sound = self_test(**scanner); !sound)
    return Error{sound.error().code, profile_.info.id + " " + sound.error().message};
  return std::unique_ptr<Scanner>(std::move(scanner).value());
}

Result<std::unique_ptr<GpuScanner>> GpuDevice::open_scanner(bool version_major) const {
  auto queue = profile_.open_queue();
  if (!queue) return queue.error();
  ScannerSettings settings = profile_.settings;
  settings.version_major = version_major;
  return std::make_unique<GpuScanner>(std::move(queue).value(), settings);
}

std::vector<KernelReport> GpuDevice::proven_kernels(std::uint32_t group) const {
  return {proven(true, group), proven(false, 1)};
}

KernelReport GpuDevice::proven(bool version_major, std::uint32_t versions) const {
  KernelReport report;
  report.name = search_name(version_major);
  report.versions = versions;
  report.self_test = SelfTest::passed;
  const bool preferred = version_major == profile_.settings.version_major;
  report.chosen = preferred || !version_major;
  if (!preferred)
    report.reason =
        version_major ? "single is faster here, or was asked for" : "for headers of few versions";
  return report;
}

KernelReport GpuDevice::report(bool version_major, bool measure) const {
  KernelReport report;
  report.name = search_name(version_major);
  auto scanner = open_scanner(version_major);
  if (!scanner) {
    report.reason = scanner.error().message;
    return report;
  }
  report.versions = versions_of(**scanner);
  auto fault = fault_of(**scanner, report.versions);
  report.reason = fault ? *fault : fault.error().message;
  if (!fault) return report;
  report.self_test = SelfTest::failed;
  if (!fault->empty()) return report;
  report = proven(version_major, report.versions);
  if (!measure) return report;
  if (auto rate = measure_rate(**scanner, measured_time)) report.hashes_per_second = *rate;
  return report;
}

}  // namespace wildcat::gpu
