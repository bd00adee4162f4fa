// SPDX-License-Identifier: MIT
// Four headers in NEON registers.
#define WILDCAT_LANES 4
#include "backends/kernels/dialect_vector.h"
//
#include "backends/cpu/cpu_hasher.h"
#include "backends/kernels/whole_headers.h"

WILDCAT_CPU_HASHER(neon, WILDCAT_LANES, hash_headers)
