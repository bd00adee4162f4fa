/* SPDX-License-Identifier: MIT */
/* Dialect of the kernel text for OpenCL C 1.2, without extensions unless asked for. A `word` is one
   32-bit word of one work-item's hash. Build options:

   -DWILDCAT_BITALIGN    rotate with AMD's amd_bitalign (cl_amd_media_ops), where that compiles
   -DWILDCAT_NO_ROTATE   rotate by two shifts, for compilers whose rotate() is wrong
   -DWILDCAT_BITSELECT   choose and majority by bitselect(), one instruction on AMD */
#ifndef WILDCAT_DIALECT_OPENCL_H
#define WILDCAT_DIALECT_OPENCL_H

#include "wildcat/scan_abi.h"

#ifdef WILDCAT_BITALIGN
#pragma OPENCL EXTENSION cl_amd_media_ops : enable
#endif

#define WILDCAT_FN static inline __attribute__((always_inline))
#define WILDCAT_CONST __constant
#define WILDCAT_GLOBAL __global
#define WILDCAT_LOCAL __local
#define WILDCAT_SHARED __local
#define WILDCAT_SEARCH_KERNEL __kernel void
#define WILDCAT_PLAIN_KERNEL __kernel void
#define WILDCAT_UNROLL _Pragma("unroll")
#define WILDCAT_LOOP _Pragma("unroll 1")
/* Work of all work-items of a group, done when the next begins. Nothing that differs between
   work-items may be carried from one to the next. */
#define WILDCAT_PHASE(call)       \
  do {                            \
    call;                         \
    barrier(CLK_LOCAL_MEM_FENCE); \
  } while (0)

typedef __constant const wildcat_u32* constant_words;
typedef wildcat_u32 word;

WILDCAT_FN word splat(wildcat_u32 x) { return x; }
WILDCAT_FN wildcat_u32 to_number(word x) { return x; }
WILDCAT_FN wildcat_u32 zero_lanes(word x) { return x == 0; }

#if defined(WILDCAT_BITALIGN)
#define rotate_right(x, n) amd_bitalign((x), (x), (uint)(n))
#elif defined(WILDCAT_NO_ROTATE)
WILDCAT_FN word rotate_right(word x, int n) { return x >> n | x << (32 - n); }
#else
WILDCAT_FN word rotate_right(word x, int n) { return rotate(x, (uint)(32 - n)); }
#endif
WILDCAT_FN word shift_right(word x, int n) { return x >> n; }
WILDCAT_FN word swap_bytes(word x) {
  const word pairs = (x >> 8 & 0x00ff00ff) | (x & 0x00ff00ff) << 8;
  return rotate_right(pairs, 16);
}
WILDCAT_FN word ternary_xor(word x, word y, word z) { return x ^ y ^ z; }
#ifdef WILDCAT_BITSELECT
WILDCAT_FN word choose(word e, word f, word g) { return bitselect(g, f, e); }
WILDCAT_FN word majority(word a, word b, word c) { return bitselect(a, b, a ^ c); }
#else
WILDCAT_FN word choose(word e, word f, word g) { return g ^ (e & (f ^ g)); }
WILDCAT_FN word majority(word a, word b, word c) { return (a & b) | (c & (a | b)); }
#endif

/* Hints for compilers with vectors; nothing here. */
WILDCAT_FN word keep_order(word x) { return x; }
WILDCAT_FN constant_words from_memory(constant_words p) { return p; }

WILDCAT_FN wildcat_u32 thread_number(void) { return (wildcat_u32)get_local_id(0); }
WILDCAT_FN wildcat_u32 block_size(void) { return (wildcat_u32)get_local_size(0); }
WILDCAT_FN wildcat_u32 block_number(void) { return (wildcat_u32)get_group_id(0); }
WILDCAT_FN wildcat_u32 block_count(void) { return (wildcat_u32)get_num_groups(0); }

/* OpenCL 1.2 promises nothing about memory that the host writes while a kernel runs. */
#define WILDCAT_CAN_STOP 0
WILDCAT_FN wildcat_u32 count_up(__global wildcat_u32* counter) {
  return atomic_inc((volatile __global wildcat_u32*)counter);
}

#endif
