/* SPDX-License-Identifier: MIT */
/* The part of dialect_vector.h that NEON does in its own way: four words, a rotate is two
   instructions, choosing bit by bit is one, and with the SHA3 extension so is the exclusive or of
   three (EOR3).

   What else that extension has does not pay. XAR rotates lanes of 64 bits only, so a word would
   have to stand in its lane twice: a big sigma of four nonces takes nine instructions that way (two
   to double, six XARs, one to halve), where rotates and EOR3 take seven; and words that stay
   doubled double everything else. BCAX makes `choose` of two instructions (with AND), where BSL is
   one and a copy that renaming carries out. */
#ifndef WILDCAT_DIALECT_VECTOR_NEON_H
#define WILDCAT_DIALECT_VECTOR_NEON_H

#include <arm_neon.h>

WILDCAT_FN word shift_right(word x, int n) { return x >> n; }
/* Shift, then insert the rest beside it: gcc 12 makes three instructions of two shifts and an or. A
   macro, as the counts must be literals. */
#define rotate_right(x, n) \
  ((word)vsriq_n_u32(vshlq_n_u32((uint32x4_t)(x), 32 - (n)), (uint32x4_t)(x), (n)))

WILDCAT_FN word choose(word e, word f, word g) {
  return (word)vbslq_u32((uint32x4_t)e, (uint32x4_t)f, (uint32x4_t)g);
}
/* Where a and b agree it is theirs, else c decides. */
WILDCAT_FN word majority(word a, word b, word c) { return choose(a ^ b, c, b); }

#ifdef __ARM_FEATURE_SHA3
WILDCAT_FN word ternary_xor(word x, word y, word z) {
  return (word)veor3q_u32((uint32x4_t)x, (uint32x4_t)y, (uint32x4_t)z);
}
#else
WILDCAT_FN word ternary_xor(word x, word y, word z) { return x ^ y ^ z; }
#endif

/* Lane l of the result's bit l: is that lane of x zero? */
WILDCAT_FN wildcat_u32 zero_lanes(word x) {
  const word bits = {1, 2, 4, 8};
  return vaddvq_u32(vandq_u32(vceqzq_u32((uint32x4_t)x), (uint32x4_t)bits));
}

WILDCAT_FN word swap_bytes(word x) { return (word)vrev32q_u8((uint8x16_t)x); }

#endif
