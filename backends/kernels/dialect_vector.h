/* SPDX-License-Identifier: MIT */
/* Dialect of the kernel text for compilers with vector types (GCC, Clang; any CPU). A `word` holds
   one 32-bit word of each of WILDCAT_LANES nonces, and + & ^ >> << work on all lanes at once.

   Whoever includes this defines WILDCAT_LANES first, and compiles for an instruction set whose
   registers hold that many words. Every function is static and inlined: a kernel's object file must
   define nothing but its descriptor. */
#ifndef WILDCAT_DIALECT_VECTOR_H
#define WILDCAT_DIALECT_VECTOR_H

#include "wildcat/scan_abi.h"

#ifdef __AVX512F__
#include <immintrin.h>
#endif

#define WILDCAT_FN static inline __attribute__((always_inline))
#define WILDCAT_CONST static const
#define WILDCAT_UNROLL _Pragma("GCC unroll 64")
#define WILDCAT_LOOP _Pragma("GCC unroll 1")

#if WILDCAT_LANES == 1
typedef wildcat_u32 word;
WILDCAT_FN word splat(wildcat_u32 x) { return x; }
WILDCAT_FN word lane_numbers(void) { return 0; }
/* Lane l of the result's bit l: is that lane of x zero? */
WILDCAT_FN wildcat_u32 zero_lanes(word x) { return x == 0; }
#else
typedef wildcat_u32 word __attribute__((vector_size(4 * WILDCAT_LANES)));
WILDCAT_FN word splat(wildcat_u32 x) {
  const word zero = {};
  return x + zero;
}
WILDCAT_FN word lane_numbers(void) {
  word numbers = {};
  for (wildcat_u32 lane = 0; lane < WILDCAT_LANES; ++lane) numbers[lane] = lane;
  return numbers;
}
#if !defined(__AVX512F__) && !defined(__ARM_NEON)
/* Lane by lane, but only when one of them is zero, which is rare. */
WILDCAT_FN wildcat_u32 zero_lanes(word x) {
  wildcat_u32 mask = 0;
  for (wildcat_u32 lane = 0; lane < WILDCAT_LANES; ++lane)
    mask |= (wildcat_u32)(x[lane] == 0) << lane;
  return mask;
}
#endif
#endif

/* Lets a word that is needed much later live in memory, where additions can read it, rather than in
   one of the few registers. */
WILDCAT_FN void put_away(word* x) { __asm__("" : "+m"(*x)); }

/* Returns p, and hides what it points to: compilers would move constants they know through general
   registers, which costs more than reading them. */
typedef const wildcat_u32* constant_words;
WILDCAT_FN constant_words from_memory(constant_words p) {
#if WILDCAT_LANES > 1
  __asm__("" : "+r"(p));
#endif
  return p;
}

/* Returns x, and makes compilers compute in the order of the text, which needs fewer registers and
   waits less than theirs. Not with two-operand instructions (SSE2), where it costs copies. */
WILDCAT_FN word keep_order(word x) {
#if WILDCAT_LANES > 4 && defined(__x86_64__)
  __asm__("" : "+v"(x));
#endif
  return x;
}

#if defined(__ARM_NEON) && WILDCAT_LANES == 4
#include "backends/kernels/dialect_vector_neon.h"
#else
WILDCAT_FN word shift_right(word x, int n) { return x >> n; }

#if WILDCAT_LANES == 1 || defined(__AVX512F__)
WILDCAT_FN word rotate_right(word x, int n) { return x >> n | x << (32 - n); }
#else
/* Exclusive or, so that compilers may pair the halves of a sigma's rotates as they like. */
WILDCAT_FN word rotate_right(word x, int n) { return x >> n ^ x << (32 - n); }
#endif

#if defined(__AVX512F__) && WILDCAT_LANES == 16
/* Three-input logic is one instruction; compilers do not always find it. */
WILDCAT_FN word ternary_xor(word x, word y, word z) {
  return (word)_mm512_ternarylogic_epi32((__m512i)x, (__m512i)y, (__m512i)z, 0x96);
}
WILDCAT_FN word choose(word e, word f, word g) {
  return (word)_mm512_ternarylogic_epi32((__m512i)e, (__m512i)f, (__m512i)g, 0xca);
}
WILDCAT_FN word majority(word a, word b, word c) {
  return (word)_mm512_ternarylogic_epi32((__m512i)a, (__m512i)b, (__m512i)c, 0xe8);
}
WILDCAT_FN wildcat_u32 zero_lanes(word x) {
  return _mm512_testn_epi32_mask((__m512i)x, (__m512i)x);
}
#else
WILDCAT_FN word ternary_xor(word x, word y, word z) { return x ^ y ^ z; }
WILDCAT_FN word choose(word e, word f, word g) { return g ^ (e & (f ^ g)); }
/* a ^ b is the next round's b ^ c: one of the two is always there already. */
WILDCAT_FN word majority(word a, word b, word c) { return b ^ ((a ^ b) & (b ^ c)); }
#endif

WILDCAT_FN word swap_bytes(word x) {
  const word pairs = (x >> 8 & splat(0x00ff00ff)) | (x & splat(0x00ff00ff)) << 8;
  return pairs >> 16 | pairs << 16;
}
#endif

#endif
