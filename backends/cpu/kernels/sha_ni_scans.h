// SPDX-License-Identifier: MIT
// The scans on the SHA extensions of x86, hand-written: one way for a single version, another for
// several. Each file that includes this compiles them for other registers.
#pragma once

#include "backends/cpu/kernels/descriptor.h"
#include "backends/cpu/kernels/sha_ni_shared.h"
#include "backends/cpu/kernels/sha_ni_single.h"

namespace {

#define WILDCAT_DEFINE_SCAN(versions)                                                             \
  wildcat_u32 scan_##versions(const wildcat_cpu_job* job, wildcat_u32 first, wildcat_u32 batches, \
                              wildcat_cpu_hits* hits) {                                           \
    return scan_shared(job, first, batches, hits, versions);                                      \
  }
WILDCAT_DEFINE_SCAN(2)
WILDCAT_DEFINE_SCAN(4)
WILDCAT_DEFINE_SCAN(8)
WILDCAT_DEFINE_SCAN(16)

}  // namespace

#define WILDCAT_SHA_NI_KERNEL(name) \
  WILDCAT_CPU_KERNEL(name, batch_nonces, {scan_single, scan_2, scan_4, scan_8, scan_16})
