/* SPDX-License-Identifier: MIT */
/* SHA-256d of WILDCAT_LANES whole headers side by side, nothing of which is known in advance but
   the padding. backends/cpu/cpu_hasher.h says what is owed. A dialect header comes first. */
#ifndef WILDCAT_WHOLE_HEADERS_H
#define WILDCAT_WHOLE_HEADERS_H

#include "backends/kernels/constants.h"
#include "backends/kernels/rounds.h"
#include "backends/kernels/schedule.h"

enum { header_bytes = 80, digest_bytes = 32 };

WILDCAT_FN wildcat_u32 load_number(const unsigned char* p) {
  wildcat_u32 x;
  __builtin_memcpy(&x, p, sizeof x);
  return __builtin_bswap32(x);
}
WILDCAT_FN void store_number(unsigned char* p, wildcat_u32 x) {
  x = __builtin_bswap32(x);
  __builtin_memcpy(p, &x, sizeof x);
}

/* Word t of every header. */
WILDCAT_FN word header_word(const unsigned char* headers, int t) {
#if WILDCAT_LANES == 1
  return load_number(headers + 4 * t);
#else
  word x = {};
  WILDCAT_UNROLL
  for (int lane = 0; lane < WILDCAT_LANES; ++lane)
    x[lane] = load_number(headers + header_bytes * lane + 4 * t);
  return x;
#endif
}

WILDCAT_FN void store_digest_word(unsigned char* hashes, int t, word x) {
#if WILDCAT_LANES == 1
  store_number(hashes + 4 * t, x);
#else
  for (int lane = 0; lane < WILDCAT_LANES; ++lane)
    store_number(hashes + digest_bytes * lane + 4 * t, x[lane]);
#endif
}

/* The state after a block of words w[0..15]; the rest of w is its own. */
WILDCAT_FN void compress(word* state, word* w) {
  const wildcat_u32* k = from_memory(round_constant);
  word s[8];
  for (int i = 0; i < 8; ++i) s[i] = state[i];
  WILDCAT_LOOP
  for (int base = 0; base < 16; base += 8) {
    WILDCAT_UNROLL
    for (int r = 0; r < 8; ++r) do_round(s, r, w[base + r] + splat(k[base + r]));
  }
  WILDCAT_LOOP
  for (int base = 16; base < 64; base += 8) {
    WILDCAT_UNROLL
    for (int r = 0; r < 8; ++r) {
      const word x = expand(w + base, r);
      w[base + r] = x;
      put_away(&w[base + r]);
      do_round(s, r, x + splat(k[base + r]));
    }
  }
  for (int i = 0; i < 8; ++i) state[i] += s[i];
}

WILDCAT_FN void restart(word* state) {
  for (int i = 0; i < 8; ++i) state[i] = splat(initial_state[i]);
}

/* Words `first`..15: the padding of a message of so many bits. */
WILDCAT_FN void pad(word* w, int first, wildcat_u32 bits) {
  for (int t = first; t < 16; ++t) w[t] = splat(0);
  w[first] = splat(end_of_message);
  w[15] = splat(bits);
}

static void hash_headers(const unsigned char* headers, wildcat_u32 batches, unsigned char* hashes) {
  for (; batches > 0; --batches) {
    word state[8], w[64];
    restart(state);
    for (int t = 0; t < 16; ++t) w[t] = header_word(headers, t);
    compress(state, w);
    for (int t = 0; t < 4; ++t) w[t] = header_word(headers, 16 + t);
    pad(w, 4, header_bits);
    compress(state, w);
    for (int t = 0; t < 8; ++t) w[t] = state[t];
    pad(w, 8, digest_bits);
    restart(state);
    compress(state, w);
    for (int t = 0; t < 8; ++t) store_digest_word(hashes, t, state[t]);
    headers += header_bytes * WILDCAT_LANES;
    hashes += digest_bytes * WILDCAT_LANES;
  }
}

#endif
