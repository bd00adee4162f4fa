/* SPDX-License-Identifier: MIT */
/* What a CPU kernel is: a row of the table. Plain C and nothing of the C++ library, because this
   header is included by translation units that are compiled for instruction sets the machine may
   not have (a weak inline function compiled there could be linked for everybody). */
#ifndef WILDCAT_CPU_KERNEL_H
#define WILDCAT_CPU_KERNEL_H

#include "wildcat/scan_abi.h"

/* Everything a scan needs to know. One cache-line aligned copy per scanner. */
typedef struct wildcat_cpu_job {
  wildcat_scan_block block;
  wildcat_scan_midstate midstate[WILDCAT_SCAN_MAX_VERSIONS];
} wildcat_cpu_job;

/* Hits of one call. */
enum { WILDCAT_CPU_MAX_HITS = 4096 };
typedef struct wildcat_cpu_hits {
  wildcat_u32 count;
  wildcat_scan_hit hit[WILDCAT_CPU_MAX_HITS];
} wildcat_cpu_hits;

/* Scans nonces first .. first + batches * lanes - 1 (modulo 2^32) for the first `versions`
   midstates of `job` and appends every hit. Returns the number of batches searched completely, for
   all versions: less than `batches` only when one more batch might not fit into `hits` any more.
   Hits beyond the caller's range (in the last batch, or wrapped around) are the caller's to drop.
 */
typedef wildcat_u32 (*wildcat_cpu_scan)(const wildcat_cpu_job* job, wildcat_u32 first,
                                        wildcat_u32 batches, wildcat_cpu_hits* hits);

/* Versions a kernel may share one schedule between: 2^0 .. 2^4. */
enum { WILDCAT_CPU_SCANS = 5 };

/* Instruction sets that a kernel may need, as bits. The names are those of the enum CpuFeature
   (cpu_features.h), and of the lists in the rows of CMakeLists.txt. */
enum {
  WILDCAT_CPU_NEEDS_sse2 = 1u << 0,
  WILDCAT_CPU_NEEDS_ssse3 = 1u << 1,
  WILDCAT_CPU_NEEDS_sse41 = 1u << 2,
  WILDCAT_CPU_NEEDS_avx2 = 1u << 3,
  WILDCAT_CPU_NEEDS_avx512f = 1u << 4,
  WILDCAT_CPU_NEEDS_avx512bw = 1u << 5,
  WILDCAT_CPU_NEEDS_avx512vl = 1u << 6,
  WILDCAT_CPU_NEEDS_avx512dq = 1u << 7,
  WILDCAT_CPU_NEEDS_sha_ni = 1u << 8,
  WILDCAT_CPU_NEEDS_neon = 1u << 9,
  WILDCAT_CPU_NEEDS_arm_sha2 = 1u << 10,
  WILDCAT_CPU_NEEDS_arm_sha3 = 1u << 11
};

/* One kernel. Building this descriptor runs no code, so it may be linked and read on any CPU of the
 * architecture. */
typedef struct wildcat_cpu_kernel {
  const char* name;                         /* "avx2" */
  wildcat_u32 lanes;                        /* nonces per batch */
  wildcat_cpu_scan scan[WILDCAT_CPU_SCANS]; /* by log2 of versions; null where there is none.
                                               scan[0] is always there. */
  wildcat_u32 features;                     /* what it needs, WILDCAT_CPU_NEEDS_... */
} wildcat_cpu_kernel;

#endif
