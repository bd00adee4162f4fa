// SPDX-License-Identifier: MIT
// One OpenCL device: in which dialects of the kernel text, and in which settings, it may be driven.
// Which of them computes right and is fastest is found out when it is made ready.
#pragma once

#include <memory>

#include "backends/opencl/cl_survey.h"
#include "backends/opencl/opencl_backend.h"

namespace wildcat::opencl {

/// The device "opencl:`number`". Nothing is compiled yet.
std::unique_ptr<Device> cl_device(std::shared_ptr<const ClApi> api, ClDeviceFacts facts,
                                  std::size_t number, const Environment& environment,
                                  const OpenclOptions& options);

}  // namespace wildcat::opencl
