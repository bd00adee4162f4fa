// SPDX-License-Identifier: MIT
// SHA extensions of x86 with the 32 registers and three-operand additions of AVX-512VL. The SHA
// instructions reach only the lower sixteen registers; the others save the trips of message words
// through memory and the copies, and both cost places in the dispatch of a group.
#include "backends/cpu/kernels/sha_ni_scans.h"

WILDCAT_SHA_NI_KERNEL(sha_ni_avx512)
