// SPDX-License-Identifier: MIT
// The backend's factory with its environment as an argument. It is apart from the public header, so
// that tests can bring their own image and driver.
#pragma once

#include "backends/cuda/cuda_image.h"
#include "backends/gpu/tuning.h"
#include "wildcat/cuda.h"

namespace wildcat::cuda {

/// What cuda_backend() takes from the program it is in.
struct Environment {
  Image image = embedded_image();
  gpu::ScannerSettings settings = {};
  gpu::Duration tuning_effort = gpu::TuningOptions().effort;
  /// Where the kernel's module tells the driver's version, which the driver API does not.
  std::string version_file = "/sys/module/nvidia/version";
};

std::unique_ptr<Backend> backend_on(Environment environment, CudaOptions options);

}  // namespace wildcat::cuda
