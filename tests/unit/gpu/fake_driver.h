// SPDX-License-Identifier: MIT
// The CUDA backend on the fake driver library.
#pragma once

#include <dlfcn.h>

#include <memory>
#include <utility>

#include "backends/cuda/cuda_backend.h"
#include "tests/support/fake_cuda.h"

namespace wildcat::test {

/// A function that the fake driver exports for tests.
template <class Function>
Function fake_driver(const char* name) {
  static void* const library = dlopen(WILDCAT_FAKE_CUDA, RTLD_NOW | RTLD_LOCAL);
  return reinterpret_cast<Function>(library ? dlsym(library, name) : nullptr);
}

/// Makes the fake driver behave so from now on.
inline void use_driver(const FakeCudaPlan& plan) {
  fake_driver<FakeCudaControl>("fake_cuda_control")(plan);
}

/// How many contexts are open on all its devices.
inline int open_contexts() { return fake_driver<FakeCudaContexts>("fake_cuda_contexts")(); }

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
