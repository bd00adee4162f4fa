// SPDX-License-Identifier: MIT
// The CPU backend: one device, one scanner per core. Each backend has a header of its own, so that
// a program includes and links only the ones that it uses.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "wildcat/device.h"

#pragma GCC visibility push(default)  // what the shared library exports
namespace wildcat {

/// How the CPU backend is to behave. The defaults are right for a machine of one's own.
struct CpuOptions {
  /// Kernel to use ("avx2"); empty: the fastest by calibration. See Device::kernels for the names.
  std::string kernel = {};
  /// Midstates per call for the kernel; 0: the fastest by calibration.
  std::uint32_t versions = 0;
  /// OS numbers of the logical CPUs to pin scanners to, in order, one scanner each. Empty: all in
  /// the thread's affinity mask.
  std::vector<int> cpus = {};
  /// Number of scanners; 0: one per CPU in `cpus`, but no more than the cgroup's CPU quota allows.
  /// More scanners than CPUs share them in turn.
  std::uint32_t threads = 0;
  /// Pin scanners to their CPU, when there are at least as many scanners as CPUs. (With fewer, the
  /// OS places them, so that several programs share a machine well.) A CPU that cannot be pinned to
  /// is no error: its scanner runs where the OS puts it.
  bool pin = true;
  /// Run scanners at SCHED_IDLE: only when nobody else wants the core.
  bool idle_priority = false;
  /// File that remembers the calibration; empty: calibrate at every start (<= 5 ms). Written by
  /// rename; an unreadable or outdated file is as good as none.
  std::string calibration_file = {};
  /// When the calibration file knows this machine, look only at the kernels that it makes the
  /// fastest: they are tested as always, the others are neither tested nor listed. Saves some
  /// milliseconds at the start of a short run.
  bool quick_start = false;
};

/// The CPU backend with these options. Never fails; devices() reports what is wrong with the
/// options.
std::unique_ptr<Backend> cpu_backend(CpuOptions options = {});

}  // namespace wildcat
#pragma GCC visibility pop
