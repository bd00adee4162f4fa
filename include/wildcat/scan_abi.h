/* SPDX-License-Identifier: MIT */
/* What a search kernel may know, and how it answers: plain structs that C++, CUDA and OpenCL C all
   read alike. No pointers, no array sized by a count. Everything here is a number; only kernels
   swap bytes (the nonce stands little-endian in the header and is read big-endian by SHA-256, so
   message word 3 of the second block is the swapped nonce).

   The contract: for every version and nonce it was given, a kernel reports a hit when

       ((e60 + H7) & filter_mask) == 0

   where e60 is working variable e after round 60 of the outer hash (0-based; it becomes h in round
   63) and H7 = 0x5be0cd19. That sum is the last word of the digest. A kernel may report more than
   that, it may never report less. A file of its own, and in C, because three compilers read it. */
#ifndef WILDCAT_SCAN_ABI_H
#define WILDCAT_SCAN_ABI_H

#ifdef __OPENCL_VERSION__
typedef uint wildcat_u32;
#else
#include <stdint.h>
typedef uint32_t wildcat_u32;
#endif

/* The most midstates one CPU kernel call takes. */
#define WILDCAT_SCAN_MAX_VERSIONS 16

/* SHA-256 state after the first 64 header bytes, a..h; one per version. */
typedef struct wildcat_scan_midstate {
  wildcat_u32 word[8];
} wildcat_scan_midstate;

/* The second block, the same for every version of one header. */
typedef struct wildcat_scan_block {
  wildcat_u32 tail[3]; /* message words 0..2: end of the merkle root, ntime, nBits, as SHA-256 reads
                          them (big-endian) */
  wildcat_u32 filter_mask; /* Target::filter_mask */
} wildcat_scan_block;

/* One hit. */
typedef struct wildcat_scan_hit {
  wildcat_u32 version; /* index of the midstate, from 0 */
  wildcat_u32 nonce;   /* the nonce as a number */
} wildcat_scan_hit;

#endif
