/* SPDX-License-Identifier: MIT */
/* What both GPU searches do with a nonce whose schedule is ready. A GPU's dialect header comes
   first. Everything is unrolled: a GPU fetches straight code well, and every word stays in a
   register. */
#ifndef WILDCAT_GPU_HASH_H
#define WILDCAT_GPU_HASH_H

#include "backends/kernels/constants.h"
#include "backends/kernels/gpu_abi.h"
#include "backends/kernels/rounds.h"
#include "backends/kernels/schedule.h"

/* The second hash of digest w[0..7], as far as the filter needs it: e60 + H7. */
WILDCAT_FN word second_hash(word* w) {
  word s[8];
  WILDCAT_UNROLL
  for (int i = 0; i < 8; ++i) s[i] = splat(after_round_0[i]);
  s[WILDCAT_ROLE(0, 1)] += w[0];
  s[WILDCAT_ROLE(4, 1)] += w[0];
  WILDCAT_UNROLL
  for (int r = 1; r < 8; ++r) do_round(s, r, w[r] + splat(round_constant[r]));
  WILDCAT_UNROLL
  for (int r = 8; r < 16; ++r) {
    const wildcat_u32 padding = r == 8 ? end_of_message : r == 15 ? digest_bits : 0;
    do_round(s, r, splat(round_constant[r] + padding));
  }
  WILDCAT_UNROLL
  for (int r = 16; r < 57; ++r) {
    w[r] = r < 32 ? second_word(w, r) : expand(w, r);
    do_round(s, r, w[r] + splat(round_constant[r]));
  }
  WILDCAT_UNROLL
  for (int r = 57; r < 60; ++r) {
    w[r] = expand(w, r);
    do_round_e(s, r, w[r] + splat(round_constant[r]));
  }
  do_round_e(s, 60, expand(w, 60) + splat(round_constant[60] + initial_state[7]));
  return s[WILDCAT_ROLE(3, 60)];
}

/* A version's state before round 4, for message word 3. */
WILDCAT_FN void enter_nonce(word* s, const word* start, word w3) {
  WILDCAT_UNROLL
  for (int i = 0; i < 8; ++i) s[i] = start[i];
  s[WILDCAT_ROLE(0, 4)] += w3;
  s[WILDCAT_ROLE(4, 4)] += w3;
}

WILDCAT_FN void report(WILDCAT_GLOBAL wildcat_gpu_ring* ring, wildcat_u32 version,
                       wildcat_u32 nonce) {
  const wildcat_u32 place = count_up(&ring->count);
  if (place >= WILDCAT_GPU_RING) return;
  ring->hit[place].version = version;
  ring->hit[place].nonce = nonce;
}

/* Reports the nonce when it passes the filter; `s` is the first hash's state after round 63. */
WILDCAT_FN void finish_nonce(WILDCAT_GLOBAL wildcat_gpu_ring* ring, const word* s,
                             const word* midstate, wildcat_u32 filter_mask, wildcat_u32 version,
                             wildcat_u32 nonce) {
  word w[61];
  WILDCAT_UNROLL
  for (int i = 0; i < 8; ++i) w[i] = s[i] + midstate[i];
  if (zero_lanes(second_hash(w) & splat(filter_mask))) report(ring, version, nonce);
}

/* Has the host changed the stop word? One thread of a block asks, since it lies far away. */
WILDCAT_FN wildcat_u32 must_stop(WILDCAT_GLOBAL const wildcat_u32* stop_word,
                                 const wildcat_gpu_launch* launch,
                                 WILDCAT_GLOBAL wildcat_gpu_ring* ring) {
#if WILDCAT_CAN_STOP
  if (read_stop_word(stop_word) == launch->stop_word) return 0;
  ring->stopped = 1;
  return 1;
#else
  return 0;
#endif
}

/* A launch is cut into items, which the blocks take in turn. */
typedef struct search_item {
  wildcat_u32 version; /* the first of them */
  wildcat_u32 first;   /* nonce */
  wildcat_u32 nonces;
} search_item;

/* How many there are, of so many versions and nonces each. */
WILDCAT_FN wildcat_u32 count_items(const wildcat_gpu_launch* launch, wildcat_u32 versions,
                                   wildcat_u32 nonces) {
  return launch->versions / versions * ((launch->nonces - 1) / nonces + 1);
}

WILDCAT_FN search_item item_at(const wildcat_gpu_launch* launch, wildcat_u32 number,
                               wildcat_u32 versions, wildcat_u32 nonces) {
  const wildcat_u32 groups = launch->versions / versions;
  const wildcat_u32 done = number / groups * nonces;
  const wildcat_u32 left = launch->nonces - done;
  search_item item;
  item.version = number % groups * versions;
  item.first = launch->first_nonce + done;
  item.nonces = left < nonces ? left : nonces;
  return item;
}

#endif
