// SPDX-License-Identifier: MIT
// Several versions, one schedule. The rounds take one execution pipe and four cycles, the schedule
// takes the other pipes. So four hashes run side by side, and not in the same place: two are in
// their first hash, whose schedule lies in memory for all versions, while two others are in their
// second and make theirs. What leaves the first hash waits for two steps.
#pragma once

#include "backends/cpu/kernels/sha_ni_words.h"

namespace {

constexpr wildcat_u32 chains = 2;  // hashes per step

// Digests of the first hash that wait for the second, and whose they are.
struct waiting_hashes {
  __m128i m[chains][2];
  wildcat_scan_hit who[chains];
  bool none;
};

// K + W of a batch; words 4..15 are there already. Pair 0 is never used.
void make_schedules(kw_table* kw, const scan_constants* k, wildcat_u32 nonce) {
  __m128i m[batch_nonces][4];
  WILDCAT_UNROLL
  for (wildcat_u32 i = 0; i < batch_nonces; ++i) {
    m[i][0] = _mm_insert_epi32(k->tail, static_cast<int>(__builtin_bswap32(nonce + i)), 3);
    m[i][3] = words(0, 0, 0, header_bits);
    store_kw(&kw[i], 0, m[i][0]);
  }
  WILDCAT_UNROLL
  for (int group = 4; group < 16; ++group) {
    WILDCAT_UNROLL
    for (wildcat_u32 i = 0; i < batch_nonces; ++i) {
      expand_header(m[i], k, group);
      store_kw(&kw[i], group, m[i][group & 3]);
    }
  }
}

// What one step takes in: two hashes to start.
struct fresh_hashes {
  const kw_table* kw[chains];
  const version_start* version[chains];
};

// K + W of a group in the second hash. With sixteen registers gcc loses less when the upper half
// waits in memory; clang, and both with 32, when it is shuffled down.
#if defined(__AVX512VL__) || defined(__clang__)
constexpr bool upper_in_memory = false;
#else
constexpr bool upper_in_memory = true;
#endif
struct group_kw {
  __m128i words;
  alignas(16) wildcat_u32 memory[4];
};

// Rounds of a group of the second hash; `pair` is the group's first or second.
WILDCAT_FN __m128i second_kw(group_kw* kw, __m128i* m, int pair) {
  const int group = pair / 2;
  if (group == 3 && pair % 2 == 1) expand_digest(m, 4);
  if (group == 2 || group == 3) return load_two(digest_kw.word + 2 * pair);
  if (pair % 2 == 1) {
    if (group >= 3) expand_digest(m, group + 1);
    return upper_in_memory ? load_two(kw->memory + 2) : upper_two(kw->words);
  }
  const __m128i sum = _mm_add_epi32(m[group & 3], load_four(round_constant + 4 * group));
  if (upper_in_memory) {
    _mm_store_si128(reinterpret_cast<__m128i*>(kw->memory), sum);
    WILDCAT_KEEP_IN_MEMORY(kw->memory);
  } else {
    kw->words = sum;
  }
  return sum;
}

// The first hash of `fresh` beside the second hash of what waits; then `fresh` waits. Says which of
// those that waited pass the filter.
__attribute__((noinline)) wildcat_u32 step(waiting_hashes* waiting, const fresh_hashes* fresh,
                                           wildcat_u32 filter_mask) {
  state one[chains], two[chains];
  __m128i m[chains][4];
  group_kw kw[chains];
  WILDCAT_UNROLL
  for (wildcat_u32 i = 0; i < chains; ++i) {
    one[i] = fresh->version[i]->rounds2;
    two[i] = pack(initial_state);
    m[i][0] = waiting->m[i][0];
    m[i][1] = waiting->m[i][1];
  }
  WILDCAT_UNROLL
  for (int pair = 0; pair < 31; ++pair) {
    WILDCAT_UNROLL
    for (wildcat_u32 i = 0; i < chains; ++i) {
      two_rounds(&one[i], pair + 1, load_two(fresh->kw[i]->word + 2 * (pair + 1)));
      two_rounds(&two[i], pair, second_kw(&kw[i], m[i], pair));
    }
  }
  WILDCAT_UNROLL
  for (wildcat_u32 i = 0; i < chains; ++i)
    finish_first(waiting->m[i], &one[i], &fresh->version[i]->midstate);
  return passing(_mm_unpacklo_epi32(two[0].cdgh, two[1].cdgh), filter_mask) & 3;
}

// Everything a call works on.
struct scan_state {
  scan_constants k;
  kw_table kw[batch_nonces];
  waiting_hashes waiting[2];
  int turn;  // which of them has waited longer
  fresh_hashes fresh;
};

void prepare(scan_state* s, const wildcat_cpu_job* job, wildcat_u32 versions) {
  prepare_schedules(&s->k, job->block.tail);
  for (wildcat_u32 v = 0; v < versions; ++v)
    prepare_version(&s->k.version[v], &job->midstate[v], s->k.tail);
  for (kw_table& kw : s->kw) kw = header_kw;
  for (waiting_hashes& waiting : s->waiting) {
    waiting = {};
    waiting.none = true;
  }
  s->turn = 0;
  for (wildcat_u32 i = 0; i < chains; ++i) {
    s->fresh.kw[i] = s->kw;
    s->fresh.version[i] = s->k.version;
  }
}

// One step, and what it found.
WILDCAT_FN waiting_hashes* advance(scan_state* s, wildcat_u32 filter_mask, wildcat_cpu_hits* hits) {
  waiting_hashes* waiting = &s->waiting[s->turn];
  s->turn ^= 1;
  const wildcat_u32 found = step(waiting, &s->fresh, filter_mask);
  if (__builtin_expect(found != 0 && !waiting->none, 0)) {
    for (wildcat_u32 i = 0; i < chains; ++i)
      if (found >> i & 1) hits->hit[hits->count++] = waiting->who[i];
  }
  return waiting;
}

// Finishes what waits.
void drain(scan_state* s, wildcat_u32 filter_mask, wildcat_cpu_hits* hits) {
  for (int i = 0; i < 2; ++i) advance(s, filter_mask, hits)->none = true;
}

// One batch, but for its last hashes, which are left waiting.
WILDCAT_FN void scan_batch(scan_state* s, wildcat_u32 first, wildcat_u32 versions,
                           wildcat_u32 filter_mask, wildcat_cpu_hits* hits) {
  make_schedules(s->kw, &s->k, first);
  for (wildcat_u32 item = 0; item < batch_nonces * versions; item += chains) {
    for (wildcat_u32 i = 0; i < chains; ++i) {
      s->fresh.kw[i] = &s->kw[(item + i) / versions];
      s->fresh.version[i] = &s->k.version[(item + i) % versions];
    }
    waiting_hashes* waiting = advance(s, filter_mask, hits);
    for (wildcat_u32 i = 0; i < chains; ++i)
      waiting->who[i] = {(item + i) % versions, first + (item + i) / versions};
    waiting->none = false;
  }
}

WILDCAT_FN wildcat_u32 scan_shared(const wildcat_cpu_job* job, wildcat_u32 first,
                                   wildcat_u32 batches, wildcat_cpu_hits* hits,
                                   wildcat_u32 versions) {
  const wildcat_u32 mask = job->block.filter_mask;
  const wildcat_u32 most_hits = batch_nonces * versions;
  scan_state s;
  prepare(&s, job, versions);
  for (wildcat_u32 batch = 0; batch < batches; ++batch, first += batch_nonces) {
    if (hits->count + 2 * chains + most_hits > WILDCAT_CPU_MAX_HITS) {
      drain(&s, mask, hits);
      if (hits->count + most_hits > WILDCAT_CPU_MAX_HITS) return batch;
    }
    scan_batch(&s, first, versions, mask, hits);
  }
  drain(&s, mask, hits);
  return batches;
}

}  // namespace
