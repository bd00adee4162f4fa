// SPDX-License-Identifier: MIT
// What both ways of driving the SHA extensions of x86 share: rounds, schedules, constants.
//
// The instructions' order of words: state as ABEF and CDGH (first letter highest), four message
// words per register, lowest first. The two state registers of a hash swap roles with every
// instruction, which does two rounds (a pair). A group is four rounds; words 4g..4g+3 of group g
// live in m[g % 4].
#pragma once

#include <immintrin.h>

#include "backends/cpu/cpu_kernel.h"

#define WILDCAT_FN static inline __attribute__((always_inline))
#define WILDCAT_CONST alignas(64) constexpr
#define WILDCAT_UNROLL _Pragma("GCC unroll 64")
#include "backends/kernels/constants.h"

// Compilers would rather do one hash after the other.
#define WILDCAT_KEEP_ORDER(x) __asm__ volatile("" : "+x"(x))

// What a compiler knew of a value in memory is forgotten, so that it loads and does not shuffle.
#define WILDCAT_KEEP_IN_MEMORY(x) __asm__ volatile("" : "+m"(x))

namespace {

constexpr wildcat_u32 batch_nonces = 4;  // nonces per batch: their schedules are made together

struct state {
  __m128i abef, cdgh;
};

// A version's part of the first hash.
struct version_start {
  state midstate;
  state rounds2;  // after round 1, roles swapped
};

struct scan_constants {
  version_start version[WILDCAT_SCAN_MAX_VERSIONS];
  __m128i tail;                    // message words 0..2
  __m128i group4, group5, group7;  // the parts of words 16..23 and 28..31 that no nonce changes
};

// K + W of the first hash.
struct kw_table {
  alignas(64) wildcat_u32 word[64];
};

constexpr kw_table padding_kw(int first, wildcat_u32 bits) {
  kw_table table{};
  for (int t = 0; t < 16; ++t) table.word[t] = round_constant[t];
  table.word[first] += end_of_message;
  table.word[15] += bits;
  return table;
}
constexpr kw_table header_kw = padding_kw(4, header_bits);
constexpr kw_table digest_kw = padding_kw(8, digest_bits);

WILDCAT_FN __m128i words(wildcat_u32 w0, wildcat_u32 w1, wildcat_u32 w2, wildcat_u32 w3) {
  return _mm_set_epi32(static_cast<int>(w3), static_cast<int>(w2), static_cast<int>(w1),
                       static_cast<int>(w0));
}
WILDCAT_FN __m128i load_four(const wildcat_u32* p) {
  return _mm_load_si128(reinterpret_cast<const __m128i*>(p));
}
WILDCAT_FN __m128i load_two(const wildcat_u32* p) {
  return _mm_loadl_epi64(reinterpret_cast<const __m128i*>(p));
}
WILDCAT_FN void store_kw(kw_table* kw, int group, __m128i m) {
  __m128i* p = reinterpret_cast<__m128i*>(kw->word + 4 * group);
  _mm_store_si128(p, _mm_add_epi32(m, load_four(round_constant + 4 * group)));
}
WILDCAT_FN void put_kw(kw_table* kw, int group, __m128i m) {
  store_kw(kw, group, m);
  WILDCAT_KEEP_IN_MEMORY(*reinterpret_cast<__m128i*>(kw->word + 4 * group));
}
WILDCAT_FN __m128i upper_two(__m128i kw) { return _mm_shuffle_epi32(kw, 0x0e); }

// W[t-7] of the four words of a group.
WILDCAT_FN __m128i seven_back(const __m128i* m, int group) {
  return _mm_alignr_epi8(m[(group + 3) & 3], m[(group + 2) & 3], 4);
}

// Words 4g..4g+3 by FIPS 180-4 section 6.2.2.
WILDCAT_FN void expand(__m128i* m, int group) {
  const __m128i old = _mm_sha256msg1_epu32(m[group & 3], m[(group + 1) & 3]);
  m[group & 3] = _mm_sha256msg2_epu32(_mm_add_epi32(old, seven_back(m, group)), m[(group + 3) & 3]);
}

// The same for words 16..31 of the first hash, less what is constant.
WILDCAT_FN void expand_header(__m128i* m, const scan_constants* k, int group) {
  if (group == 4) {
    m[0] = _mm_add_epi32(_mm_sha256msg1_epu32(m[0], words(end_of_message, 0, 0, 0)), k->group4);
  } else if (group == 5) {
    m[1] = _mm_sha256msg2_epu32(k->group5, m[0]);
  } else if (group == 6) {
    m[2] = _mm_sha256msg2_epu32(_mm_alignr_epi8(m[1], m[0], 4), m[1]);
  } else if (group == 7) {
    const __m128i seven = _mm_alignr_epi8(m[2], m[1], 4);
    m[3] = _mm_sha256msg2_epu32(_mm_add_epi32(k->group7, seven), m[2]);
  } else {
    expand(m, group);
  }
}

// And for words 16..60 of the second.
WILDCAT_FN void expand_digest(__m128i* m, int group) {
  if (group == 4) {
    m[2] = words(end_of_message, 0, 0, 0);
    m[3] = words(0, 0, 0, digest_bits);
    m[0] = _mm_sha256msg2_epu32(_mm_sha256msg1_epu32(m[0], m[1]), m[3]);
  } else if (group == 6) {
    m[2] = _mm_sha256msg2_epu32(_mm_add_epi32(m[2], seven_back(m, 6)), m[1]);
  } else {
    expand(m, group);
  }
}

// Two rounds; `pair` counts them. `kw`: K + W of the two in the lower half.
WILDCAT_FN void two_rounds(state* s, int pair, __m128i kw) {
  if (pair % 2 == 0) {
    s->cdgh = _mm_sha256rnds2_epu32(s->cdgh, s->abef, kw);
    WILDCAT_KEEP_ORDER(s->cdgh);
  } else {
    s->abef = _mm_sha256rnds2_epu32(s->abef, s->cdgh, kw);
    WILDCAT_KEEP_ORDER(s->abef);
  }
}

WILDCAT_FN state pack(const wildcat_u32* s) {
  return {words(s[5], s[4], s[1], s[0]), words(s[7], s[6], s[3], s[2])};
}

[[maybe_unused]] void prepare_schedules(scan_constants* k, const wildcat_u32* tail) {
  const __m128i padding4 = words(end_of_message, 0, 0, 0);
  const __m128i padding12 = words(0, 0, 0, header_bits);
  k->tail = words(tail[0], tail[1], tail[2], 0);
  // Words 16..19 with word 3 zero, less what the first instruction gives again with word 3.
  const __m128i old4 = _mm_sha256msg1_epu32(k->tail, padding4);
  const __m128i words16 = _mm_sha256msg2_epu32(old4, padding12);
  k->group4 = _mm_sub_epi32(words16, old4);
  k->group5 = _mm_add_epi32(padding4, _mm_alignr_epi8(words16, padding12, 4));
  k->group7 = _mm_sha256msg1_epu32(padding12, words16);
}

[[maybe_unused]] void prepare_version(version_start* start, const wildcat_scan_midstate* midstate,
                                      __m128i tail) {
  start->midstate = start->rounds2 = pack(midstate->word);
  two_rounds(&start->rounds2, 0, _mm_add_epi32(tail, load_four(round_constant)));
}

// The first digest of a hash as message words 0..7 of its second.
WILDCAT_FN void finish_first(__m128i* m, const state* s, const state* midstate) {
  const __m128i abef = _mm_add_epi32(s->abef, midstate->abef);
  const __m128i cdgh = _mm_add_epi32(s->cdgh, midstate->cdgh);
  m[0] = _mm_shuffle_epi32(_mm_unpackhi_epi64(abef, cdgh), 0xb1);
  m[1] = _mm_shuffle_epi32(_mm_unpacklo_epi64(abef, cdgh), 0xb1);
}

// Bit i: the hash whose e60 is word i passes the filter.
WILDCAT_FN wildcat_u32 passing(__m128i e60, wildcat_u32 filter_mask) {
  const __m128i last = _mm_add_epi32(e60, _mm_set1_epi32(static_cast<int>(initial_state[7])));
  const __m128i tested = _mm_and_si128(last, _mm_set1_epi32(static_cast<int>(filter_mask)));
  const __m128i zero = _mm_cmpeq_epi32(tested, _mm_setzero_si128());
  return static_cast<wildcat_u32>(_mm_movemask_ps(_mm_castsi128_ps(zero)));
}

}  // namespace
