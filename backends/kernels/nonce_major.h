/* SPDX-License-Identifier: MIT */
/* Nonce-major driver: a `word` is WILDCAT_LANES nonces, and the schedule of the second block, which
   all versions share, is computed once for them. backends/cpu/cpu_kernel.h says what a scan owes.

   WILDCAT_CHAINS hashes run side by side, because the operations of one wait for each other too
   often. They are of one version and of groups of WILDCAT_LANES nonces that follow one another,
   each group with its own schedule.

   Bodies are kept short (loops of eight rounds, schedules as linear arrays in memory): unrolled
   hashes fall out of the operation cache of the CPUs this was measured on. */
#ifndef WILDCAT_NONCE_MAJOR_H
#define WILDCAT_NONCE_MAJOR_H

#include "backends/cpu/cpu_kernel.h"
#include "backends/kernels/constants.h"
#include "backends/kernels/hits.h"
#include "backends/kernels/rounds.h"
#include "backends/kernels/schedule.h"

#ifndef WILDCAT_CHAINS
#define WILDCAT_CHAINS 1
#endif
#define WILDCAT_EACH_CHAIN WILDCAT_UNROLL for (int i = 0; i < WILDCAT_CHAINS; ++i)

/* What a call prepares before its first nonce. */
typedef struct scan_constants {
  first_constants first;
  word second[8];                           /* second hash after round 0, without word 0 */
  word state[WILDCAT_SCAN_MAX_VERSIONS][8]; /* first hash after round 3, without word 3 */
} scan_constants;

/* Nonces whose schedule is ready. */
typedef struct nonce_group {
  word w3;
  word kw[64]; /* K + W of the first hash; 4..17 never change */
} nonce_group;

/* What one chain works on. */
typedef struct chain_work {
  const nonce_group* nonces;
  const word* start; /* scan_constants.state of its version */
  const wildcat_scan_midstate* midstate;
} chain_work;

WILDCAT_FN void prepare_version(word* state, const wildcat_cpu_job* job, int version) {
  for (int i = 0; i < 8; ++i) state[i] = splat(job->midstate[version].word[i]);
  begin_second_block(state, job->block.tail);
}

WILDCAT_FN void prepare(scan_constants* c, const wildcat_cpu_job* job, int versions) {
  make_first_constants(&c->first, &job->block);
  WILDCAT_LOOP
  for (int v = 0; v < versions; ++v) prepare_version(c->state[v], job, v);
  for (int i = 0; i < 8; ++i) c->second[i] = splat(initial_state[i]);
  do_round(c->second, 0, splat(round_constant[0]));
}

WILDCAT_FN void enter_nonces(nonce_group* group, const first_constants* c, wildcat_u32 first) {
  group->w3 = swap_bytes(splat(first) + lane_numbers());
  first_schedule(group->kw, c, group->w3);
}

/* Rounds 4..63 of the first hash, then the digest into w[..][0..7]. */
WILDCAT_FN void first_hash(word (*w)[61], const chain_work* work) {
  word s[WILDCAT_CHAINS][8];
  WILDCAT_EACH_CHAIN {
    WILDCAT_UNROLL
    for (int j = 0; j < 8; ++j) s[i][j] = work[i].start[j];
    s[i][WILDCAT_ROLE(0, 4)] += work[i].nonces->w3;
    s[i][WILDCAT_ROLE(4, 4)] += work[i].nonces->w3;
  }
  WILDCAT_UNROLL
  for (int r = 4; r < 8; ++r) WILDCAT_EACH_CHAIN do_round(s[i], r, work[i].nonces->kw[r]);
  WILDCAT_LOOP
  for (int base = 8; base < 64; base += 8) {
    WILDCAT_UNROLL
    for (int r = 0; r < 8; ++r) WILDCAT_EACH_CHAIN do_round(s[i], r, work[i].nonces->kw[base + r]);
  }
  WILDCAT_EACH_CHAIN {
    WILDCAT_UNROLL
    for (int j = 0; j < 8; ++j) {
      w[i][j] = s[i][j] + splat(work[i].midstate->word[j]);
    }
  }
}

/* Rounds 0..15 of the second hashes of w[..][0..7], for all chains. */
WILDCAT_FN void second_start(word (*s)[8], word (*w)[61], const word* start, constant_words k) {
  WILDCAT_EACH_CHAIN {
    WILDCAT_UNROLL
    for (int j = 0; j < 8; ++j) s[i][j] = start[j];
    s[i][WILDCAT_ROLE(0, 1)] += w[i][0];
    s[i][WILDCAT_ROLE(4, 1)] += w[i][0];
  }
  WILDCAT_UNROLL
  for (int r = 1; r < 8; ++r) WILDCAT_EACH_CHAIN do_round(s[i], r, w[i][r] + splat(k[r]));
  WILDCAT_UNROLL
  for (int r = 8; r < 16; ++r) {
    const wildcat_u32 padding = r == 8 ? end_of_message : r == 15 ? digest_bits : 0;
    const word kw = padding == 0 ? splat(k[r]) : splat(round_constant[r] + padding);
    WILDCAT_EACH_CHAIN do_round(s[i], r, kw);
  }
}

/* Keeps x as message word t. */
WILDCAT_FN word keep_word(word* w, int t, word x) {
  w[t] = x;
  put_away(&w[t]);
  return x;
}

/* Rounds 57..60, which make e only, and e60 + H7. */
WILDCAT_FN void second_end(word* last, word (*s)[8], word (*w)[61], constant_words k) {
  WILDCAT_UNROLL
  for (int r = 57; r < 60; ++r) {
    WILDCAT_EACH_CHAIN do_round_e(s[i], r, keep_word(w[i], r, expand(w[i], r)) + splat(k[r]));
  }
  WILDCAT_EACH_CHAIN {
    do_round_e(s[i], 60, expand(w[i], 60) + splat(round_constant[60] + initial_state[7]));
    last[i] = s[i][WILDCAT_ROLE(3, 60)];
  }
}

/* The second hashes of w[..][0..7] as far as the filter needs them: e60 + H7. */
WILDCAT_FN void second_hash(word* last, word (*w)[61], const word* start) {
  constant_words k = from_memory(round_constant);
  word s[WILDCAT_CHAINS][8];
  second_start(s, w, start, k);
  WILDCAT_UNROLL
  for (int r = 16; r < 32; ++r) {
    WILDCAT_EACH_CHAIN do_round(s[i], r, keep_word(w[i], r, second_word(w[i], r)) + splat(k[r]));
  }
  WILDCAT_LOOP
  for (int base = 32; base < 56; base += 8) {
    WILDCAT_UNROLL
    for (int r = 0; r < 8; ++r) {
      WILDCAT_EACH_CHAIN {
        const word x = keep_word(w[i] + base, r, expand(w[i] + base, r));
        do_round(s[i], r, x + splat(k[base + r]));
      }
    }
  }
  WILDCAT_EACH_CHAIN do_round(s[i], 56, keep_word(w[i], 56, expand(w[i], 56)) + splat(k[56]));
  second_end(last, s, w, k);
}

/* Bit l of passing[i]: lane l of chain i passes the filter. */
WILDCAT_FN void hash_twice(wildcat_u32* passing, const chain_work* work, const word* start,
                           wildcat_u32 filter_mask) {
  word w[WILDCAT_CHAINS][61];
  word last[WILDCAT_CHAINS];
  first_hash(w, work);
  second_hash(last, w, start);
  WILDCAT_EACH_CHAIN passing[i] = zero_lanes(last[i] & splat(filter_mask));
}

/* How many of the next `left` batches to search now: `groups` at the most, as many as surely fit.
 */
WILDCAT_FN wildcat_u32 next_batches(wildcat_u32 left, wildcat_u32 groups, wildcat_u32 batch_hits,
                                    const wildcat_cpu_hits* hits) {
  const wildcat_u32 room = (WILDCAT_CPU_MAX_HITS - hits->count) / batch_hits;
  const wildcat_u32 most = left < groups ? left : groups;
  return most < room ? most : room;
}

/* The scan for a fixed number of versions. */
WILDCAT_FN wildcat_u32 scan_versions(const wildcat_cpu_job* job, wildcat_u32 first,
                                     wildcat_u32 batches, wildcat_cpu_hits* hits, int versions) {
  scan_constants c;
  nonce_group group[WILDCAT_CHAINS];
  prepare(&c, job, versions);
  WILDCAT_EACH_CHAIN padding_schedule(group[i].kw, &c.first);
  for (wildcat_u32 batch = 0; batch < batches;) {
    const wildcat_u32 now =
        next_batches(batches - batch, WILDCAT_CHAINS, WILDCAT_LANES * (wildcat_u32)versions, hits);
    if (now == 0) return batch;
    WILDCAT_EACH_CHAIN enter_nonces(&group[i], &c.first, first + (wildcat_u32)i * WILDCAT_LANES);
    WILDCAT_LOOP
    for (int v = 0; v < versions; ++v) {
      chain_work work[WILDCAT_CHAINS];
      wildcat_u32 passing[WILDCAT_CHAINS];
      WILDCAT_EACH_CHAIN {
        work[i].nonces = &group[i];
        work[i].start = c.state[v];
        work[i].midstate = &job->midstate[v];
      }
      hash_twice(passing, work, c.second, job->block.filter_mask);
      WILDCAT_EACH_CHAIN {
        if (__builtin_expect(passing[i] != 0, 0) && (wildcat_u32)i < now)
          append_hits(hits, passing[i], (wildcat_u32)v, first + (wildcat_u32)i * WILDCAT_LANES);
      }
    }
    batch += now;
    first += now * WILDCAT_LANES;
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
