// SPDX-License-Identifier: MIT
// The backend's factory with its environment as an argument. It is apart from the public header, so
// that tests can shorten its times.
#pragma once

#include "backends/gpu/tuning.h"
#include "wildcat/opencl.h"

namespace wildcat::opencl {

/// What opencl_backend() takes from the program it is in.
struct Environment {
  gpu::ScannerSettings settings = {};  ///< of graphics cards; a processor needs more time
  gpu::Duration tuning_effort = gpu::TuningOptions().effort;
};

std::unique_ptr<Backend> backend_on(Environment environment, OpenclOptions options);

}  // namespace wildcat::opencl
