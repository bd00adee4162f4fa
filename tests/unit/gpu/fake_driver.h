// SPDX-License-Identifier: MIT
// The CUDA backend on the fake driver library.
#pragma once

#include <dlfcn.h>

#include <memory>
#include <utility>

#include "backends/cuda/cuda_backend.h"
#include "tests/support/fake_cuda.h"

namespace wildcat::test {

/// Makes the fake driver behave so from now on.
inline void use_driver(const FakeCudaPlan& plan) {
  static void* const library = dlopen(WILDCAT_FAKE_CUDA, RTLD_NOW | RTLD_LOCAL);
  const auto control =
      reinterpret_cast<FakeCudaControl>(library ? dlsym(library, "fake_cuda_control") : nullptr);
  control(plan);
}

/// A program with GPU code of CUDA 13.0, where hangs are noticed in seconds.
inline cuda::Environment fake_environment() {
  static const char code = 0;
  cuda::Environment environment{.image = {&code, 13000}};
  environment.settings.hang_time = std::chrono::seconds(5);
  environment.version_file = "";
  return environment;
}

/// A backend in it. Launches are short, as the fake GPU hashes a million times less.
inline std::unique_ptr<Backend> fake_backend(CudaOptions options = {},
                                             cuda::Environment environment = fake_environment()) {
  if (options.library.empty()) options.library = WILDCAT_FAKE_CUDA;
  if (options.launch_time == CudaOptions().launch_time)
    options.launch_time = std::chrono::microseconds(200);
  return cuda::backend_on(std::move(environment), std::move(options));
}

}  // namespace wildcat::test
