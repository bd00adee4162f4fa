// SPDX-License-Identifier: MIT
// Eight headers in AVX2 registers.
#define WILDCAT_LANES 8
#include "backends/kernels/dialect_vector.h"
//
#include "backends/cpu/cpu_hasher.h"
#include "backends/kernels/whole_headers.h"

WILDCAT_CPU_HASHER(avx2, WILDCAT_LANES, hash_headers)
