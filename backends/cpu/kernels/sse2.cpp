// SPDX-License-Identifier: MIT
// Four nonces in SSE2 registers: every x86-64 CPU has them.
#define WILDCAT_LANES 4
#include "backends/kernels/dialect_vector.h"
//
#include "backends/cpu/kernels/descriptor.h"
#include "backends/kernels/nonce_major.h"

WILDCAT_DEFINE_SCAN(1)
WILDCAT_DEFINE_SCAN(2)
WILDCAT_DEFINE_SCAN(4)
WILDCAT_DEFINE_SCAN(8)
WILDCAT_DEFINE_SCAN(16)
WILDCAT_CPU_KERNEL(sse2, WILDCAT_LANES, {scan_1, scan_2, scan_4, scan_8, scan_16})
