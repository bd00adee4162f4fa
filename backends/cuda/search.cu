// SPDX-License-Identifier: MIT
// What nvcc compiles: the kernel text in CUDA's dialect.
#include "backends/kernels/dialect_cuda.h"
#include "backends/kernels/gpu_search.h"
