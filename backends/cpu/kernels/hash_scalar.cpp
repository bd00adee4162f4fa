// SPDX-License-Identifier: MIT
// One header at a time in plain registers.
#define WILDCAT_LANES 1
#include "backends/kernels/dialect_vector.h"
//
#include "backends/cpu/cpu_hasher.h"
#include "backends/kernels/whole_headers.h"

WILDCAT_CPU_HASHER(scalar, WILDCAT_LANES, hash_headers)
