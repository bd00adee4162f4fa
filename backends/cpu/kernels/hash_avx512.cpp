// SPDX-License-Identifier: MIT
// Sixteen headers in AVX-512 registers.
#define WILDCAT_LANES 16
#include "backends/kernels/dialect_vector.h"
//
#include "backends/cpu/cpu_hasher.h"
#include "backends/kernels/whole_headers.h"

WILDCAT_CPU_HASHER(avx512, WILDCAT_LANES, hash_headers)
