// SPDX-License-Identifier: MIT
// Three whole headers on the SHA extensions of x86: three blocks each, in turns. With two, the
// rounds wait for one another; with four, the registers do not suffice.
#include "backends/cpu/cpu_hasher.h"
#include "backends/cpu/kernels/sha_ni_turns.h"

namespace {

constexpr int lanes = 3;
constexpr int turns = turns_of(lanes);

enum class block { first, last, digest };

// The groups of rounds whose words are padding alone, and their K + W.
constexpr bool is_padding(block b, int group) {
  if (b == block::first || group > 3) return false;
  return b == block::last ? group > 0 : group > 1;
}

template <block b>
WILDCAT_FN void compress(single_hash* c, kw_table* kw) {
  state before[lanes];
  for (int i = 0; i < lanes; ++i) before[i] = c[i].s;
  WILDCAT_UNROLL
  for (int turn = 0; turn < turns; ++turn) {
    const int next = expansion_in(turn, lanes);
    if (next != no_expansion) {
      const int ahead = 4 + next / lanes;
      __m128i* m = c[next % lanes].m;
      if (b == block::digest)
        expand_digest(m, ahead);
      else
        expand(m, ahead);
      put_kw(&kw[next % lanes], ahead, m[ahead & 3]);
    }
    const int group = turn / lanes, i = turn % lanes;
    const kw_table* padding = b == block::last ? &header_kw : &digest_kw;
    four_rounds(&c[i].s, is_padding(b, group) ? padding : &kw[i], group);
  }
  for (int i = 0; i < lanes; ++i) {
    c[i].s.abef = _mm_add_epi32(c[i].s.abef, before[i].abef);
    c[i].s.cdgh = _mm_add_epi32(c[i].s.cdgh, before[i].cdgh);
  }
}

// Four words between memory, big-endian, and a register; the same both ways.
WILDCAT_FN __m128i swapped(__m128i x) {
  return _mm_shuffle_epi8(x, _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203));
}
WILDCAT_FN __m128i load_group(const unsigned char* p) {
  return swapped(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
}
WILDCAT_FN void store_group(unsigned char* p, __m128i x) {
  _mm_storeu_si128(reinterpret_cast<__m128i*>(p), swapped(x));
}

WILDCAT_FN void digest_words(__m128i* m, const state* s) {
  m[0] = _mm_shuffle_epi32(_mm_unpackhi_epi64(s->abef, s->cdgh), 0xb1);
  m[1] = _mm_shuffle_epi32(_mm_unpacklo_epi64(s->abef, s->cdgh), 0xb1);
}

WILDCAT_FN void enter_first(single_hash* c, kw_table* kw, const unsigned char* header) {
  c->s = pack(initial_state);
  for (int group = 0; group < 4; ++group) {
    c->m[group] = load_group(header + 16 * group);
    put_kw(kw, group, c->m[group]);
  }
}
WILDCAT_FN void enter_last(single_hash* c, kw_table* kw, const unsigned char* header) {
  c->m[0] = load_group(header + 64);
  c->m[1] = words(end_of_message, 0, 0, 0);
  c->m[2] = _mm_setzero_si128();
  c->m[3] = words(0, 0, 0, header_bits);
  put_kw(kw, 0, c->m[0]);
}
WILDCAT_FN void enter_digest(single_hash* c, kw_table* kw) {
  digest_words(c->m, &c->s);
  put_kw(kw, 0, c->m[0]);
  put_kw(kw, 1, c->m[1]);
  c->s = pack(initial_state);
}

void hash_headers(const unsigned char* headers, wildcat_u32 batches, unsigned char* hashes) {
  single_hash c[lanes];
  kw_table kw[lanes];
  for (; batches > 0; --batches, headers += 80 * lanes, hashes += 32 * lanes) {
    for (int i = 0; i < lanes; ++i) enter_first(&c[i], &kw[i], headers + 80 * i);
    compress<block::first>(c, kw);
    for (int i = 0; i < lanes; ++i) enter_last(&c[i], &kw[i], headers + 80 * i);
    compress<block::last>(c, kw);
    for (int i = 0; i < lanes; ++i) enter_digest(&c[i], &kw[i]);
    compress<block::digest>(c, kw);
    for (int i = 0; i < lanes; ++i) {
      __m128i digest[2];
      digest_words(digest, &c[i].s);
      store_group(hashes + 32 * i, digest[0]);
      store_group(hashes + 32 * i + 16, digest[1]);
    }
  }
}

}  // namespace

WILDCAT_CPU_HASHER(sha_ni, lanes, hash_headers)
