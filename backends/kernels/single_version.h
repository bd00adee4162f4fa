/* SPDX-License-Identifier: MIT */
/* Search for GPUs when few versions are granted, or one: a thread is a nonce, and computes its
   schedule itself.

   The work is cut into items of one version x WILDCAT_GPU_BATCH nonces for each thread of a block,
   which the blocks take in turn. What a block's threads have in common lies in shared memory, which
   costs neither registers nor the pipe that SHA-256 is bound by. */
#ifndef WILDCAT_SINGLE_VERSION_H
#define WILDCAT_SINGLE_VERSION_H

#include "backends/kernels/gpu_hash.h"

/* What a block shares. */
typedef struct single_version_shared {
  wildcat_gpu_version version;
  wildcat_u32 constants[7]; /* first_constants */
  wildcat_u32 stop;
} single_version_shared;

WILDCAT_FN void share_constants(WILDCAT_LOCAL single_version_shared* shared,
                                const wildcat_scan_block* block) {
  first_constants c;
  make_first_constants(&c, block);
  shared->constants[0] = to_number(c.w16);
  shared->constants[1] = to_number(c.w17);
  shared->constants[2] = to_number(c.w18);
  shared->constants[3] = to_number(c.w19);
  shared->constants[4] = to_number(c.w30);
  shared->constants[5] = to_number(c.w31);
  shared->constants[6] = to_number(c.w32);
}

WILDCAT_FN first_constants shared_constants(WILDCAT_LOCAL const single_version_shared* shared) {
  first_constants c;
  c.w16 = splat(shared->constants[0]);
  c.w17 = splat(shared->constants[1]);
  c.w18 = splat(shared->constants[2]);
  c.w19 = splat(shared->constants[3]);
  c.w30 = splat(shared->constants[4]);
  c.w31 = splat(shared->constants[5]);
  c.w32 = splat(shared->constants[6]);
  return c;
}

/* First phase: what the threads share, and a look at the stop word. */
WILDCAT_FN void single_version_prepare(WILDCAT_LOCAL single_version_shared* shared,
                                       const wildcat_gpu_launch* launch, search_item item,
                                       WILDCAT_GLOBAL const wildcat_gpu_version* table,
                                       WILDCAT_GLOBAL const wildcat_u32* stop_word,
                                       WILDCAT_GLOBAL wildcat_gpu_ring* ring) {
  if (thread_number() != 0) return;
  shared->stop = must_stop(stop_word, launch, ring);
  shared->version = table[item.version];
  share_constants(shared, &launch->block);
}

WILDCAT_FN void single_version_nonce(WILDCAT_LOCAL const single_version_shared* shared, word* s,
                                     wildcat_u32 nonce) {
  const first_constants c = shared_constants(shared);
  const word w3 = swap_bytes(splat(nonce));
  word kw[64], start[8];
  padding_schedule(kw, &c);
  first_schedule(kw, &c, w3);
  WILDCAT_UNROLL
  for (int i = 0; i < 8; ++i) start[i] = splat(shared->version.start[i]);
  enter_nonce(s, start, w3);
  WILDCAT_UNROLL
  for (int r = 4; r < 64; ++r) do_round(s, r, kw[r]);
}

/* Second phase: neighbouring threads take neighbouring nonces. */
WILDCAT_FN void single_version_search(WILDCAT_LOCAL const single_version_shared* shared,
                                      const wildcat_gpu_launch* launch, search_item item,
                                      WILDCAT_GLOBAL wildcat_gpu_ring* ring) {
  WILDCAT_LOOP
  for (wildcat_u32 i = thread_number(); i < item.nonces; i += block_size()) {
    word s[8], midstate[8];
    single_version_nonce(shared, s, item.first + i);
    WILDCAT_UNROLL
    for (int j = 0; j < 8; ++j) midstate[j] = splat(shared->version.midstate[j]);
    finish_nonce(ring, s, midstate, launch->block.filter_mask, item.version, item.first + i);
  }
}

/* Any number of blocks; best as many as the GPU holds at once. */
WILDCAT_SEARCH_KERNEL wildcat_search_single(WILDCAT_GLOBAL const wildcat_gpu_version* table,
                                            const wildcat_gpu_launch launch,
                                            WILDCAT_GLOBAL const wildcat_u32* stop_word,
                                            WILDCAT_GLOBAL wildcat_gpu_ring* ring) {
  WILDCAT_SHARED single_version_shared shared;
  const wildcat_u32 nonces = block_size() * WILDCAT_GPU_BATCH;
  const wildcat_u32 items = count_items(&launch, 1, nonces);
  WILDCAT_LOOP
  for (wildcat_u32 number = block_number(); number < items; number += block_count()) {
    const search_item item = item_at(&launch, number, 1, nonces);
    WILDCAT_PHASE(single_version_prepare(&shared, &launch, item, table, stop_word, ring));
    if (WILDCAT_CAN_STOP && shared.stop) break;
    WILDCAT_PHASE(single_version_search(&shared, &launch, item, ring));
  }
}

#endif
