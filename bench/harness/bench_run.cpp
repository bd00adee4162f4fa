// SPDX-License-Identifier: MIT
// One benchmark in its order: first whether the kernels compute right, then how fast they are.
#include "bench/harness/bench_run.h"

#include <fmt/format.h>

#include "backends/telemetry/processor.h"
#include "backends/telemetry/rapl.h"
#include "bench/harness/drive.h"
#include "bench/harness/engine_runs.h"
#include "bench/harness/machine.h"
#include "miner/devices/backends.h"
#include "miner/text/figures.h"
#include "wildcat/version.h"

namespace wildcat::program::bench {

namespace {

Report empty_report(bool quick) {
  Report report;
  report.version = version_string;
  report.commit = source_commit();
  report.time = format_utc(std::chrono::system_clock::now());
  report.quick = quick;
  report.machine = describe_machine();
  report.digest = fixed_work_digest;
  return report;
}

class BenchRun {
 public:
  BenchRun(const BenchSettings& settings, Progress& progress)
      : settings_(settings),
        progress_(progress),
        effort_(settings.quick ? Effort::quick() : Effort()),
        report_(empty_report(settings.quick)) {}

  Result<Report> run() {
    progress_.show("looking for devices");
    auto subjects = find_subjects(settings_.work);
    if (!subjects) return subjects.error();
    if (subjects->broken)
      return Error{Errc::self_test_failed,
                   fmt::format("{} {}: {}", subjects->broken->device, subjects->broken->kernel,
                               subjects->broken->reason)};
    report_.skipped = subjects->skipped;
    for (const Group& group : subjects->groups)
      if (auto done = measure_group(group); !done) return done.error();
    report_.machine.temperature_c = processor_temperature("/sys");
    return std::move(report_);
  }

 private:
  Result<void> measure_group(const Group& group) {
    auto kernels = measure_kernels(group, effort_, progress_);
    if (!kernels) return kernels.error();
    auto& rows = report_.kernels;
    rows.insert(rows.end(), kernels->rows.begin(), kernels->rows.end());
    if (kernels->clock_hz) report_.machine.clock_hz = kernels->clock_hz;
    const Subject* chosen = group.chosen();
    if (chosen == nullptr) return {};
    if (is_own_processor(group.info))
      return measure_processor({settings_.work, chosen->kernel, group.scanners, group.info.id});
    add_energy(measure_card_energy(group, *chosen, effort_.energy), group.info.id);
    return {};
  }

  Result<void> measure_processor(const Processor& processor) {
    auto scaling = measure_scaling(processor, effort_, progress_);
    if (!scaling) return scaling.error();
    report_.scaling = std::move(*scaling);
    auto latency = measure_latency(processor, effort_, progress_);
    if (!latency) return latency.error();
    report_.latency = std::move(*latency);
    const auto meter = RaplMeter::open();
    add_energy(meter ? measure_energy(processor, *meter, effort_, progress_)
                     : Result<Energy>(meter.error()),
               processor.device);
    return {};
  }

  /// What cannot be read is told and stops nothing.
  void add_energy(const Result<Energy>& energy, const std::string& device) {
    if (energy) return report_.energy.push_back(*energy);
    std::string& why =
        report_.energy_missing ? *report_.energy_missing : report_.energy_missing.emplace();
    why += fmt::format("{}{}: {}", why.empty() ? "" : " ", device, energy.error().message);
  }

  const BenchSettings& settings_;
  Progress& progress_;
  Effort effort_;
  Report report_;
};

}  // namespace

Result<Report> measure(const BenchSettings& settings, Progress& progress) {
  return BenchRun(settings, progress).run();
}

}  // namespace wildcat::program::bench
