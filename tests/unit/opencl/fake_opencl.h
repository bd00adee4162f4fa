// SPDX-License-Identifier: MIT
// A library in place of the OpenCL loader and its drivers: exports the functions that we load, runs
// the searches as host code in a thread of each command queue, and fails where it is told to. Built
// as a shared library; a test talks to it through fake_opencl_control().
#pragma once

#include "backends/opencl/cl_api.h"
#include "tests/support/planned_fault.h"

namespace wildcat::test {

/// What it pretends to be: one platform with graphics cards.
struct FakeOpenclPlan {
  cl_int platforms_answer = CL_SUCCESS;  ///< of clGetPlatformIDs
  unsigned platforms = 1;                ///< those after the first one have no device
  unsigned devices = 1;
  /// Counts as functions, too: "launch", whose status becomes that of the launch's event.
  PlannedFault fault = {};
  int hanging_device = -1;  ///< its launches never end, and neither does clFinish
  bool blind = false;       ///< searches find nothing
};

/// Replaces the plan and forgets the calls counted; handles of devices stay what they are. Exported
/// as fake_opencl_control.
using FakeOpenclControl = void (*)(const FakeOpenclPlan&);
/// How many contexts are open. Exported as fake_opencl_contexts.
using FakeOpenclContexts = int (*)();

}  // namespace wildcat::test
