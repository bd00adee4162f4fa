/* SPDX-License-Identifier: MIT */
/* Where CPU kernels put their hits. */
#ifndef WILDCAT_KERNEL_HITS_H
#define WILDCAT_KERNEL_HITS_H

#include "backends/cpu/cpu_kernel.h"

/* Appends a hit for every set bit l of `lanes`: nonce first + l. There must be room. Kept out of
   the way: hits are rare. */
static __attribute__((noinline, cold)) void append_hits(wildcat_cpu_hits* hits, wildcat_u32 lanes,
                                                        wildcat_u32 version, wildcat_u32 first) {
  for (; lanes != 0; lanes &= lanes - 1) {
    wildcat_scan_hit* hit = &hits->hit[hits->count++];
    hit->version = version;
    hit->nonce = first + (wildcat_u32)__builtin_ctz(lanes);
  }
}

#endif
