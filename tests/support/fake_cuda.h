// SPDX-License-Identifier: MIT
// A driver library for tests: exports the functions of NVIDIA's driver API that we use, runs the
// kernels as host code in a thread of each context, and fails where it is told to. Built as a
// shared library, loaded as the driver would be; a test talks to it through fake_cuda_control().
#pragma once

#include "tests/support/planned_fault.h"

namespace wildcat::test {

/// Launches of one kernel (the exported name; null: of any) in so many blocks (0: in any).
struct FakeCudaLaunches {
  const char* kernel = nullptr;
  unsigned blocks = 0;
};

/// What the driver pretends to be.
struct FakeCudaPlan {
  int devices = 1;
  int version = 13000;
  int capability = 90;
  int occupancy = 2;       ///< blocks of a kernel that fit on one of its two multiprocessors
  unsigned char uuid = 1;  ///< where the UUIDs of its devices begin
  PlannedFault fault = {};
  int hanging_device = -1;       ///< its launches never end
  int slow_microseconds = 0;     ///< each launch takes so much longer
  int slow_nanoseconds = 0;      ///< each hash takes so much longer ...
  FakeCudaLaunches spared = {};  ///< ... but in these launches, when anything is said here
  bool blind = false;            ///< searches find nothing
};

/// Replaces the plan and forgets the calls counted. Exported as fake_cuda_control.
using FakeCudaControl = void (*)(const FakeCudaPlan&);
/// How many contexts are open. Exported as fake_cuda_contexts.
using FakeCudaContexts = int (*)();

}  // namespace wildcat::test
