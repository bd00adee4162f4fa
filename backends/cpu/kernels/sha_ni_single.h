// SPDX-License-Identifier: MIT
// One version: four nonces run interleaved from end to end, each with its own schedule.
#pragma once

#include "backends/cpu/kernels/sha_ni_words.h"
#include "backends/kernels/hits.h"

namespace {

struct single_hash {
  state s;
  __m128i m[4];
};

WILDCAT_FN void four_rounds(single_hash* c, int group) {
  const __m128i kw = _mm_add_epi32(c->m[group & 3], load_four(round_constant + 4 * group));
  two_rounds(&c->s, 0, kw);
  two_rounds(&c->s, 1, upper_two(kw));
}
WILDCAT_FN void four_padding_rounds(single_hash* c, const kw_table* kw, int group) {
  two_rounds(&c->s, 0, load_two(kw->word + 4 * group));
  two_rounds(&c->s, 1, load_two(kw->word + 4 * group + 2));
}

WILDCAT_FN void single_first(single_hash* c, const scan_constants* k, wildcat_u32 nonce) {
  WILDCAT_UNROLL
  for (wildcat_u32 i = 0; i < batch_nonces; ++i) {
    c[i].s = k->version[0].rounds2;
    c[i].m[0] = _mm_insert_epi32(k->tail, static_cast<int>(__builtin_bswap32(nonce + i)), 3);
    two_rounds(&c[i].s, 1, upper_two(_mm_add_epi32(c[i].m[0], load_four(round_constant))));
  }
  WILDCAT_UNROLL
  for (int group = 1; group < 16; ++group) {
    WILDCAT_UNROLL
    for (wildcat_u32 i = 0; i < batch_nonces; ++i) {
      if (group < 4) {
        four_padding_rounds(&c[i], &header_kw, group);
      } else {
        expand_header(c[i].m, k, group);
        four_rounds(&c[i], group);
      }
    }
  }
}

WILDCAT_FN void single_second(single_hash* c) {
  WILDCAT_UNROLL
  for (int group = 0; group < 15; ++group) {
    WILDCAT_UNROLL
    for (wildcat_u32 i = 0; i < batch_nonces; ++i) {
      if (group == 2 || group == 3) {
        four_padding_rounds(&c[i], &digest_kw, group);
      } else {
        if (group >= 4) expand_digest(c[i].m, group);
        four_rounds(&c[i], group);
      }
    }
  }
  WILDCAT_UNROLL
  for (wildcat_u32 i = 0; i < batch_nonces; ++i) {
    expand_digest(c[i].m, 15);
    two_rounds(&c[i].s, 0, _mm_add_epi32(c[i].m[3], load_four(round_constant + 60)));
  }
}

wildcat_u32 scan_single(const wildcat_cpu_job* job, wildcat_u32 first, wildcat_u32 batches,
                        wildcat_cpu_hits* hits) {
  scan_constants k;
  prepare_schedules(&k, job->block.tail);
  prepare_version(&k.version[0], &job->midstate[0], k.tail);
  for (wildcat_u32 batch = 0; batch < batches; ++batch, first += batch_nonces) {
    if (hits->count + batch_nonces > WILDCAT_CPU_MAX_HITS) return batch;
    single_hash c[batch_nonces];
    single_first(c, &k, first);
    WILDCAT_UNROLL
    for (wildcat_u32 i = 0; i < batch_nonces; ++i) {
      finish_first(c[i].m, &c[i].s, &k.version[0].midstate);
      c[i].s = pack(initial_state);
    }
    single_second(c);
    const __m128i low = _mm_unpacklo_epi32(c[0].s.cdgh, c[1].s.cdgh);
    const __m128i high = _mm_unpacklo_epi32(c[2].s.cdgh, c[3].s.cdgh);
    const wildcat_u32 found = passing(_mm_unpacklo_epi64(low, high), job->block.filter_mask);
    if (__builtin_expect(found != 0, 0)) append_hits(hits, found, 0, first);
  }
  return batches;
}

}  // namespace
