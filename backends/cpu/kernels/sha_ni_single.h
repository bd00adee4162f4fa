// SPDX-License-Identifier: MIT
// One version: four nonces run interleaved from end to end, each with its own schedule.
#pragma once

#include "backends/cpu/kernels/sha_ni_turns.h"
#include "backends/kernels/hits.h"

namespace {

constexpr int nonces = batch_nonces;
constexpr int turns = turns_of(nonces);

WILDCAT_FN void single_start(single_hash* c, kw_table* kw, const scan_constants* k,
                             wildcat_u32 nonce) {
  WILDCAT_UNROLL
  for (wildcat_u32 i = 0; i < batch_nonces; ++i) {
    c[i].s = k->version[0].rounds2;
    c[i].m[0] = _mm_insert_epi32(k->tail, static_cast<int>(__builtin_bswap32(nonce + i)), 3);
    c[i].m[3] = words(0, 0, 0, header_bits);
    put_kw(&kw[i], 0, c[i].m[0]);
  }
}

WILDCAT_FN void single_first(single_hash* c, kw_table* kw, const scan_constants* k) {
  WILDCAT_UNROLL
  for (int turn = 0; turn < turns; ++turn) {
    const int next = expansion_in(turn, nonces);
    if (next != no_expansion) {
      const int ahead = 4 + next / nonces;
      __m128i* m = c[next % nonces].m;
      expand_header(m, k, ahead);
      put_kw(&kw[next % nonces], ahead, m[ahead & 3]);
    }
    const int group = turn / nonces, i = turn % nonces;
    if (group == 0)
      second_two_rounds(&c[i].s, &kw[i], 0);
    else
      four_rounds(&c[i].s, group < 4 ? &header_kw : &kw[i], group);
  }
}

WILDCAT_FN void single_second(single_hash* c, kw_table* kw) {
  WILDCAT_UNROLL
  for (int turn = 0; turn < turns; ++turn) {
    const int next = expansion_in(turn, nonces);
    if (next != no_expansion) {
      const int ahead = 4 + next / nonces;
      __m128i* m = c[next % nonces].m;
      expand_digest(m, ahead);
      put_kw(&kw[next % nonces], ahead, m[ahead & 3]);
    }
    const int group = turn / nonces, i = turn % nonces;
    if (group == 15)
      two_rounds(&c[i].s, 0, load_two(kw[i].word + 60));
    else
      four_rounds(&c[i].s, group == 2 || group == 3 ? &digest_kw : &kw[i], group);
  }
}

wildcat_u32 scan_single(const wildcat_cpu_job* job, wildcat_u32 first, wildcat_u32 batches,
                        wildcat_cpu_hits* hits) {
  scan_constants k;
  kw_table kw[batch_nonces];
  prepare_schedules(&k, job->block.tail);
  prepare_version(&k.version[0], &job->midstate[0], k.tail);
  for (wildcat_u32 batch = 0; batch < batches; ++batch, first += batch_nonces) {
    if (hits->count + batch_nonces > WILDCAT_CPU_MAX_HITS) return batch;
    single_hash c[batch_nonces];
    single_start(c, kw, &k, first);
    single_first(c, kw, &k);
    WILDCAT_UNROLL
    for (wildcat_u32 i = 0; i < batch_nonces; ++i) {
      finish_first(c[i].m, &c[i].s, &k.version[0].midstate);
      put_kw(&kw[i], 0, c[i].m[0]);
      put_kw(&kw[i], 1, c[i].m[1]);
      c[i].s = pack(initial_state);
    }
    single_second(c, kw);
    const __m128i low = _mm_unpacklo_epi32(c[0].s.cdgh, c[1].s.cdgh);
    const __m128i high = _mm_unpacklo_epi32(c[2].s.cdgh, c[3].s.cdgh);
    const wildcat_u32 found = passing(_mm_unpacklo_epi64(low, high), job->block.filter_mask);
    if (__builtin_expect(found != 0, 0)) append_hits(hits, found, 0, first);
  }
  return batches;
}

}  // namespace
