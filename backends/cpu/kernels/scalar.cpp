// SPDX-License-Identifier: MIT
// One nonce at a time, on any CPU: what the others are compared with, and what always runs.
#define WILDCAT_LANES 1
#include "backends/kernels/dialect_vector.h"
//
#include "backends/cpu/kernels/descriptor.h"
#include "backends/kernels/nonce_major.h"

WILDCAT_DEFINE_SCAN(1)
WILDCAT_DEFINE_SCAN(2)
WILDCAT_DEFINE_SCAN(4)
WILDCAT_DEFINE_SCAN(8)
WILDCAT_DEFINE_SCAN(16)
WILDCAT_CPU_KERNEL(scalar, WILDCAT_LANES, {scan_1, scan_2, scan_4, scan_8, scan_16})
