// SPDX-License-Identifier: MIT
// Sixteen nonces in AVX-512 registers (F only): rotates and three-input logic are one instruction,
// and 32 registers hold two hashes.
#define WILDCAT_LANES 16
#define WILDCAT_CHAINS 2
#include "backends/kernels/dialect_vector.h"
//
#include "backends/cpu/kernels/descriptor.h"
#include "backends/kernels/nonce_major.h"

WILDCAT_DEFINE_SCAN(1)
WILDCAT_DEFINE_SCAN(2)
WILDCAT_DEFINE_SCAN(4)
WILDCAT_DEFINE_SCAN(8)
WILDCAT_DEFINE_SCAN(16)
WILDCAT_CPU_KERNEL(avx512, WILDCAT_LANES, {scan_1, scan_2, scan_4, scan_8, scan_16})
