// SPDX-License-Identifier: MIT
// The GPU code that nvcc compiled and the build embedded.
#pragma once

namespace wildcat::cuda {

/// Machine code for several GPU generations, and PTX for later ones.
struct Image {
  const void* data = nullptr;  ///< null: there was no CUDA compiler when this was built
  int toolkit = 0;             ///< 1000 x major + 10 x minor of the compiler, as drivers count
};

/// The one of this program.
Image embedded_image();

}  // namespace wildcat::cuda
