/* SPDX-License-Identifier: MIT */
/* The kernel that fills the table of versions: a thread compresses the first block with its own
   version, then does what no nonce changes of the second. 65,536 versions cost a GPU some ten
   microseconds, a CPU twenty milliseconds. */
#ifndef WILDCAT_GPU_VERSIONS_H
#define WILDCAT_GPU_VERSIONS_H

#include "backends/kernels/gpu_hash.h"

/* The bits of `value`, lowest first, put into the set bits of `mask`, lowest first. */
WILDCAT_FN wildcat_u32 deposit(wildcat_u32 value, wildcat_u32 mask) {
  wildcat_u32 result = 0;
  for (; mask != 0; mask &= mask - 1, value >>= 1)
    if (value & 1) result |= mask & (0u - mask);
  return result;
}

WILDCAT_FN void compress_first_block(word* s, const wildcat_gpu_headers* headers,
                                     wildcat_u32 version) {
  word w[64];
  w[0] = swap_bytes(splat(version));
  WILDCAT_UNROLL
  for (int t = 1; t < 16; ++t) w[t] = splat(headers->block[t]);
  WILDCAT_UNROLL
  for (int i = 0; i < 8; ++i) s[i] = splat(initial_state[i]);
  WILDCAT_UNROLL
  for (int r = 0; r < 64; ++r) {
    if (r >= 16) w[r] = expand(w, r);
    do_round(s, r, w[r] + splat(round_constant[r]));
  }
  WILDCAT_UNROLL
  for (int i = 0; i < 8; ++i) s[i] += splat(initial_state[i]);
}

WILDCAT_FN void make_version(WILDCAT_GLOBAL wildcat_gpu_version* row,
                             const wildcat_gpu_headers* headers, wildcat_u32 index) {
  const wildcat_u32 rolled = deposit(headers->first_version + index, headers->roll_mask);
  word s[8];
  compress_first_block(s, headers, headers->version | rolled);
  WILDCAT_UNROLL
  for (int i = 0; i < 8; ++i) row->midstate[i] = to_number(s[i]);
  begin_second_block(s, headers->tail);
  WILDCAT_UNROLL
  for (int i = 0; i < 8; ++i) row->start[i] = to_number(s[i]);
}

WILDCAT_FN void make_versions(WILDCAT_GLOBAL wildcat_gpu_version* table,
                              const wildcat_gpu_headers* headers) {
  const wildcat_u32 step = block_count() * block_size();
  for (wildcat_u32 i = block_number() * block_size() + thread_number(); i < headers->versions;
       i += step)
    make_version(&table[i], headers, i);
}

/* Any number of blocks. */
WILDCAT_PLAIN_KERNEL wildcat_make_versions(WILDCAT_GLOBAL wildcat_gpu_version* table,
                                           const wildcat_gpu_headers headers) {
  WILDCAT_PHASE(make_versions(table, &headers));
}

#endif
