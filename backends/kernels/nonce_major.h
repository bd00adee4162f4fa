/* SPDX-License-Identifier: MIT */
/* Nonce-major driver: a `word` is WILDCAT_LANES nonces, and the schedule of the second block, which
   all versions share, is computed once for them. backends/cpu/cpu_kernel.h says what a scan owes.

   Bodies are kept short (loops of eight rounds, schedules as linear arrays in memory): unrolled
   hashes fall out of the operation cache of the CPUs this was measured on. */
#ifndef WILDCAT_NONCE_MAJOR_H
#define WILDCAT_NONCE_MAJOR_H

#include "backends/cpu/cpu_kernel.h"
#include "backends/kernels/constants.h"
#include "backends/kernels/hits.h"
#include "backends/kernels/rounds.h"
#include "backends/kernels/schedule.h"

/* What a call prepares before its first nonce. */
typedef struct scan_constants {
  first_constants first;
  word second[8];                           /* second hash after round 0, without word 0 */
  word state[WILDCAT_SCAN_MAX_VERSIONS][8]; /* first hash after round 3, without word 3 */
  word kw[64];                              /* K + W of the first hash; 4..17 never change */
} scan_constants;

WILDCAT_FN void prepare_version(word* state, const wildcat_cpu_job* job, int version) {
  for (int i = 0; i < 8; ++i) state[i] = splat(job->midstate[version].word[i]);
  WILDCAT_UNROLL
  for (int r = 0; r < 3; ++r) do_round(state, r, splat(job->block.tail[r] + round_constant[r]));
  do_round(state, 3, splat(round_constant[3]));
}

WILDCAT_FN void prepare(scan_constants* c, const wildcat_cpu_job* job, int versions) {
  make_first_constants(&c->first, &job->block);
  for (int t = 4; t < 16; ++t) c->kw[t] = splat(round_constant[t]);
  c->kw[4] += splat(end_of_message);
  c->kw[15] += splat(header_bits);
  c->kw[16] = c->first.w16 + splat(round_constant[16]);
  c->kw[17] = c->first.w17 + splat(round_constant[17]);
  WILDCAT_LOOP
  for (int v = 0; v < versions; ++v) prepare_version(c->state[v], job, v);
  for (int i = 0; i < 8; ++i) c->second[i] = splat(initial_state[i]);
  do_round(c->second, 0, splat(round_constant[0]));
}

/* Rounds 4..63 of the first hash, then the digest into w[0..7]. */
WILDCAT_FN void first_hash(word* w, const scan_constants* c, const wildcat_scan_midstate* midstate,
                           const word* start, word w3) {
  word s[8];
  WILDCAT_UNROLL
  for (int i = 0; i < 8; ++i) s[i] = start[i];
  s[WILDCAT_ROLE(0, 4)] += w3;
  s[WILDCAT_ROLE(4, 4)] += w3;
  WILDCAT_UNROLL
  for (int r = 4; r < 8; ++r) do_round(s, r, c->kw[r]);
  WILDCAT_LOOP
  for (int base = 8; base < 64; base += 8) {
    WILDCAT_UNROLL
    for (int r = 0; r < 8; ++r) do_round(s, r, c->kw[base + r]);
  }
  WILDCAT_UNROLL
  for (int i = 0; i < 8; ++i) w[i] = s[i] + splat(midstate->word[i]);
}

/* The second hash of w[0..7] as far as the filter needs it: e60 + H7. */
WILDCAT_FN word second_hash(word* w, const word* start) {
  word s[8];
  WILDCAT_UNROLL
  for (int i = 0; i < 8; ++i) s[i] = start[i];
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
  for (int r = 16; r < 32; ++r) {
    w[r] = second_word(w, r);
    do_round(s, r, w[r] + splat(round_constant[r]));
  }
  WILDCAT_LOOP
  for (int base = 32; base < 56; base += 8) {
    WILDCAT_UNROLL
    for (int r = 0; r < 8; ++r) {
      w[base + r] = expand(w + base, r);
      do_round(s, r, w[base + r] + splat(round_constant[base + r]));
    }
  }
  w[56] = expand(w, 56);
  do_round(s, 56, w[56] + splat(round_constant[56]));
  WILDCAT_UNROLL
  for (int r = 57; r < 60; ++r) {
    w[r] = expand(w, r);
    do_round_e(s, r, w[r] + splat(round_constant[r]));
  }
  do_round_e(s, 60, expand(w, 60) + splat(round_constant[60] + initial_state[7]));
  return s[WILDCAT_ROLE(3, 60)];
}

/* The scan for a fixed number of versions. */
WILDCAT_FN wildcat_u32 scan_versions(const wildcat_cpu_job* job, wildcat_u32 first,
                                     wildcat_u32 batches, wildcat_cpu_hits* hits, int versions) {
  const wildcat_u32 most_hits = WILDCAT_LANES * (wildcat_u32)versions;
  scan_constants c;
  prepare(&c, job, versions);
  for (wildcat_u32 batch = 0; batch < batches; ++batch, first += WILDCAT_LANES) {
    if (hits->count + most_hits > WILDCAT_CPU_MAX_HITS) return batch;
    const word w3 = swap_bytes(splat(first) + lane_numbers());
    first_schedule(c.kw, &c.first, w3);
    WILDCAT_LOOP
    for (int v = 0; v < versions; ++v) {
      word w[64];
      first_hash(w, &c, &job->midstate[v], c.state[v], w3);
      const word last = second_hash(w, c.second) & splat(job->block.filter_mask);
      const wildcat_u32 lanes = zero_lanes(last);
      if (__builtin_expect(lanes != 0, 0)) append_hits(hits, lanes, (wildcat_u32)v, first);
    }
  }
  return batches;
}

/* A scan function and the descriptor that exports it. */
#define WILDCAT_DEFINE_SCAN(versions)                                               \
  static wildcat_u32 scan_##versions(const wildcat_cpu_job* job, wildcat_u32 first, \
                                     wildcat_u32 batches, wildcat_cpu_hits* hits) { \
    return scan_versions(job, first, batches, hits, versions);                      \
  }

#endif
