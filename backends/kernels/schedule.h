/* SPDX-License-Identifier: MIT */
/* Message schedules of the two hashes, for the kernel text; what is constant is left out. A dialect
   header, constants.h and rounds.h come first.

   First hash, second block: words 0..2 are given, 3 is the swapped nonce, 4..15 are padding, so 16
   and 17 do not depend on the nonce and 18..33 only partly on the padding. Second hash: words 0..7
   are the first digest, 8..15 padding. */
#ifndef WILDCAT_KERNEL_SCHEDULE_H
#define WILDCAT_KERNEL_SCHEDULE_H

/* W[t] by FIPS 180-4 section 6.2.2. */
WILDCAT_FN word expand(const word* w, int t) {
  return small_sigma1(w[t - 2]) + w[t - 7] + small_sigma0(w[t - 15]) + w[t - 16];
}

/* The parts of the first hash's schedule that no nonce changes. */
typedef struct first_constants {
  word w16, w17;
  word w18, w19;      /* without the nonce */
  word w31, w32, w30; /* the terms of padding, w16 and w17 */
} first_constants;

WILDCAT_FN void make_first_constants(first_constants* c, const wildcat_scan_block* block) {
  const word tail0 = splat(block->tail[0]);
  const word tail1 = splat(block->tail[1]);
  const word tail2 = splat(block->tail[2]);
  c->w16 = small_sigma0(tail1) + tail0;
  c->w17 = small_sigma0(tail2) + tail1 + small_sigma1(splat(header_bits));
  c->w18 = small_sigma1(c->w16) + tail2;
  c->w19 = small_sigma1(c->w17) + small_sigma0(splat(end_of_message));
  c->w30 = small_sigma0(splat(header_bits));
  c->w31 = small_sigma0(c->w16) + splat(header_bits);
  c->w32 = small_sigma0(c->w17) + c->w16;
}

/* Rounds 0..3 of that block from the midstate in `state`, without message word 3. */
WILDCAT_FN void begin_second_block(word* state, const wildcat_u32* tail) {
  WILDCAT_UNROLL
  for (int r = 0; r < 3; ++r) do_round(state, r, splat(tail[r] + round_constant[r]));
  do_round(state, 3, splat(round_constant[3]));
}

/* kw[t] = K[t] + W[t] for t = 4..17, which no nonce changes. */
WILDCAT_FN void padding_schedule(word* kw, const first_constants* c) {
  WILDCAT_UNROLL
  for (int t = 4; t < 16; ++t) {
    const wildcat_u32 padding = t == 4 ? end_of_message : t == 15 ? header_bits : 0;
    kw[t] = splat(round_constant[t] + padding);
  }
  kw[16] = c->w16 + splat(round_constant[16]);
  kw[17] = c->w17 + splat(round_constant[17]);
}

/* kw[t] = K[t] + W[t] for t = 18..63; `w3` is message word 3. */
WILDCAT_FN void first_schedule(word* kw, const first_constants* c, word w3) {
  constant_words k = from_memory(round_constant);
  word w[64];
  w[18] = small_sigma0(w3) + c->w18;
  w[19] = w3 + c->w19;
  w[20] = small_sigma1(w[18]) + splat(end_of_message);
  w[21] = small_sigma1(w[19]);
  w[22] = small_sigma1(w[20]) + splat(header_bits);
  w[23] = small_sigma1(w[21]) + c->w16;
  w[24] = small_sigma1(w[22]) + c->w17;
  WILDCAT_UNROLL
  for (int t = 25; t < 30; ++t) w[t] = small_sigma1(w[t - 2]) + w[t - 7];
  w[30] = small_sigma1(w[28]) + w[23] + c->w30;
  w[31] = small_sigma1(w[29]) + w[24] + c->w31;
  w[32] = small_sigma1(w[30]) + w[25] + c->w32;
  w[33] = small_sigma1(w[31]) + w[26] + small_sigma0(w[18]) + c->w17;
  WILDCAT_UNROLL
  for (int t = 18; t < 34; ++t) kw[t] = w[t] + splat(k[t]);
  WILDCAT_UNROLL
  for (int t = 34; t < 64; ++t) {
    w[t] = expand(w, t);
    kw[t] = w[t] + splat(k[t]);
  }
}

/* W[t] of the second hash, t = 16..31; w[0..7] is the first digest, w[16..t-1] are done. */
WILDCAT_FN word second_word(const word* w, int t) {
  word x = t < 18 ? splat(0) : small_sigma1(w[t - 2]);
  if (t == 17) x += small_sigma1(splat(digest_bits));
  if (t == 22) x += splat(digest_bits);
  if (t > 22) x += w[t - 7];
  if (t < 23) x += small_sigma0(w[t - 15]);
  if (t < 24) x += w[t - 16];
  if (t == 23) x += small_sigma0(splat(end_of_message));
  if (t == 24) x += splat(end_of_message);
  if (t == 30) x += small_sigma0(splat(digest_bits));
  if (t == 31) x += small_sigma0(w[16]) + splat(digest_bits);
  return x;
}

#endif
