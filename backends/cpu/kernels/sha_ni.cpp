// SPDX-License-Identifier: MIT
// SHA extensions of x86 with the sixteen registers of SSE.
#include "backends/cpu/kernels/sha_ni_scans.h"

WILDCAT_SHA_NI_KERNEL(sha_ni)
