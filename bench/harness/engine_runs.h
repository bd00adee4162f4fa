// SPDX-License-Identifier: MIT
// What the whole engine does on the processor: scaling over threads, latency of a new job, energy.
#pragma once

#include "backends/telemetry/rapl.h"
#include "bench/harness/energy.h"
#include "bench/harness/kernel_rows.h"

namespace wildcat::program::bench {

/// The processor as mining uses it: this kernel, at most so many threads.
struct Processor {
  const DeviceSettings& options;
  KernelReport kernel;
  std::uint32_t threads = 1;
  std::string device;
};

/// 1, 2, 4, ... threads and all of them, by turns. Error: the engine's.
Result<std::vector<ScalingRow>> measure_scaling(const Processor& processor, const Effort& effort,
                                                Progress& progress);

/// Clean jobs one after another, all threads busy: from handing one over until the first of its
/// units is begun. Error: the engine's.
Result<Latency> measure_latency(const Processor& processor, const Effort& effort,
                                Progress& progress);

/// All threads busy while `meter` counts. Errors: the engine's, or the meter's (not_runnable).
Result<Energy> measure_energy(const Processor& processor, const RaplMeter& meter,
                              const Effort& effort, Progress& progress);

}  // namespace wildcat::program::bench
