/* SPDX-License-Identifier: MIT */
/* Version-major search for GPUs: a thread owns one version and walks through nonces; the block's
   threads, all at the same nonce, share its message schedule, which some of them have put into
   shared memory before. What is left to a thread is the rounds of the first hash and the second
   hash.

   The work is cut into items of one block's versions x WILDCAT_GPU_BATCH nonces, which the blocks
   take in turn. The table holds a multiple of the block's size. */
#ifndef WILDCAT_VERSION_MAJOR_H
#define WILDCAT_VERSION_MAJOR_H

#include "backends/kernels/gpu_hash.h"

/* What a block shares. Row i: nonce i of the batch; [0] is message word 3, [4..63] are K + W. */
typedef struct version_major_shared {
  wildcat_u32 kw[WILDCAT_GPU_BATCH][64];
  wildcat_u32 stop;
} version_major_shared;

WILDCAT_FN void put_schedule(WILDCAT_LOCAL wildcat_u32* row, const first_constants* c,
                             wildcat_u32 nonce) {
  word kw[64];
  const word w3 = swap_bytes(splat(nonce));
  padding_schedule(kw, c);
  first_schedule(kw, c, w3);
  row[0] = to_number(w3);
  WILDCAT_UNROLL
  for (int t = 4; t < 64; ++t) row[t] = to_number(kw[t]);
}

/* First phase: the schedules of the batch, one thread each, and a look at the stop word. */
WILDCAT_FN void version_major_prepare(WILDCAT_LOCAL version_major_shared* shared,
                                      const wildcat_gpu_launch* launch, search_item item,
                                      WILDCAT_GLOBAL const wildcat_u32* stop_word,
                                      WILDCAT_GLOBAL wildcat_gpu_ring* ring) {
  if (thread_number() == block_size() - 1) shared->stop = must_stop(stop_word, launch, ring);
  if (thread_number() >= item.nonces) return;
  first_constants c;
  make_first_constants(&c, &launch->block);
  for (wildcat_u32 i = thread_number(); i < item.nonces; i += block_size())
    put_schedule(shared->kw[i], &c, item.first + i);
}

WILDCAT_FN void version_major_nonce(WILDCAT_LOCAL const wildcat_u32* row, const word* start,
                                    word* s) {
  enter_nonce(s, start, splat(row[0]));
  WILDCAT_UNROLL
  for (int r = 4; r < 64; ++r) do_round(s, r, splat(row[r]));
}

/* Second phase: every thread searches the batch for its version. */
WILDCAT_FN void version_major_search(WILDCAT_LOCAL const version_major_shared* shared,
                                     const wildcat_gpu_launch* launch, search_item item,
                                     WILDCAT_GLOBAL const wildcat_gpu_version* table,
                                     WILDCAT_GLOBAL wildcat_gpu_ring* ring) {
  const wildcat_u32 version = item.version + thread_number();
  word midstate[8], start[8];
  WILDCAT_UNROLL
  for (int i = 0; i < 8; ++i) midstate[i] = splat(table[version].midstate[i]);
  WILDCAT_UNROLL
  for (int i = 0; i < 8; ++i) start[i] = splat(table[version].start[i]);
  WILDCAT_LOOP
  for (wildcat_u32 i = 0; i < item.nonces; ++i) {
    word s[8];
    version_major_nonce(shared->kw[i], start, s);
    finish_nonce(ring, s, midstate, launch->block.filter_mask, version, item.first + i);
  }
}

/* Any number of blocks; best as many as the GPU holds at once. */
WILDCAT_SEARCH_KERNEL wildcat_search_versions(WILDCAT_GLOBAL const wildcat_gpu_version* table,
                                              const wildcat_gpu_launch launch,
                                              WILDCAT_GLOBAL const wildcat_u32* stop_word,
                                              WILDCAT_GLOBAL wildcat_gpu_ring* ring) {
  WILDCAT_SHARED version_major_shared shared;
  const wildcat_u32 items = count_items(&launch, block_size(), WILDCAT_GPU_BATCH);
  WILDCAT_LOOP
  for (wildcat_u32 number = block_number(); number < items; number += block_count()) {
    const search_item item = item_at(&launch, number, block_size(), WILDCAT_GPU_BATCH);
    WILDCAT_PHASE(version_major_prepare(&shared, &launch, item, stop_word, ring));
    if (WILDCAT_CAN_STOP && shared.stop) break;
    WILDCAT_PHASE(version_major_search(&shared, &launch, item, table, ring));
  }
}

#endif
