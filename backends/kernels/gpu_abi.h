/* SPDX-License-Identifier: MIT */
/* What the host and the GPU kernels tell one another: plain structs that C++, CUDA and OpenCL C all
   read alike. Numbers only, as in scan_abi.h; every field is 32 bits, so there is no padding. */
#ifndef WILDCAT_GPU_ABI_H
#define WILDCAT_GPU_ABI_H

#include "wildcat/scan_abi.h"

/* Hits that one launch has room for. */
#define WILDCAT_GPU_RING 4096
/* Nonces that a thread searches between two looks at the stop word. */
#define WILDCAT_GPU_BATCH 32
/* Threads of a block in CUDA, which is compiled for it. (OpenCL asks the device.) */
#define WILDCAT_CUDA_BLOCK 256

/* From which headers the table of versions is made. */
typedef struct wildcat_gpu_headers {
  wildcat_u32 block[16]; /* first 64 header bytes as SHA-256 reads them (big-endian); word 0, the
                            version, is not looked at */
  wildcat_u32 tail[3];   /* words 0..2 of the second block, as in wildcat_scan_block */
  wildcat_u32 version;   /* as a number, rolled bits zero */
  wildcat_u32 roll_mask;
  wildcat_u32 first_version; /* index of the table's first entry */
  wildcat_u32 versions;      /* entries to make */
} wildcat_gpu_headers;

/* One version's row of the table. */
typedef struct wildcat_gpu_version {
  wildcat_u32 midstate[8]; /* after the first block, a..h */
  wildcat_u32 start[8];    /* the second block's working state after round 3, without word 3, in the
                              places that rounds.h gives it */
} wildcat_gpu_version;

/* One launch: all versions of the table x a run of nonces (modulo 2^32). versions x nonces is at
   most 2^32, nonces at most 2^31. */
typedef struct wildcat_gpu_launch {
  wildcat_scan_block block;
  wildcat_u32 versions;
  wildcat_u32 first_nonce;
  wildcat_u32 nonces;
  wildcat_u32 stop_word; /* what the stop word has to be for the launch to go on */
} wildcat_gpu_launch;

/* What a launch answers. The host sets the first two words to zero before. */
typedef struct wildcat_gpu_ring {
  wildcat_u32 count;   /* of hits; those beyond WILDCAT_GPU_RING are lost, so the launch is void */
  wildcat_u32 stopped; /* not zero: it was stopped, and is void */
  wildcat_u32 reserved[2];
  wildcat_scan_hit hit[WILDCAT_GPU_RING]; /* version: index into the table */
} wildcat_gpu_ring;

#endif
