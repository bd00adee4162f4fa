// SPDX-License-Identifier: MIT
// In place of the embedded GPU code, where there was no CUDA compiler.
#include "backends/cuda/cuda_image.h"

namespace wildcat::cuda {

Image embedded_image() { return {}; }

}  // namespace wildcat::cuda
