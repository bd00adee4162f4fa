// SPDX-License-Identifier: MIT
// A driver library for tests: exports the functions of NVIDIA's driver API that we use, runs the
// kernels as host code in a thread of each context, and fails where it is told to. Built as a
// shared library, loaded as the driver would be; a test talks to it through fake_cuda_control().
#pragma once

namespace wildcat::test {

/// A fault: calls of `function` (the exported name) on device `device` return `status` from the
/// `after`-th on, counting from 0. Sticky: from then on every call on that device does.
struct FakeCudaFault {
  const char* function = nullptr;
  int device = 0;
  int after = 0;
  int status = 0;
  bool sticky = false;
};

/// What the driver pretends to be.
struct FakeCudaPlan {
  int devices = 1;
  int version = 13000;
  int capability = 90;
  FakeCudaFault fault = {};
  int hanging_device = -1;    ///< its launches never end
  int slow_microseconds = 0;  ///< each launch takes so much longer
  bool blind = false;         ///< searches find nothing
};

/// Replaces the plan and forgets the calls counted. Exported as fake_cuda_control.
using FakeCudaControl = void (*)(const FakeCudaPlan&);

}  // namespace wildcat::test
