/* SPDX-License-Identifier: MIT */
/* What hashes whole headers: a row of a table, like cpu_kernel.h and for the same reasons plain C.
 */
#ifndef WILDCAT_CPU_HASHER_H
#define WILDCAT_CPU_HASHER_H

#include "backends/cpu/cpu_kernel.h"
#include "wildcat/scan_abi.h"

/* SHA-256d of batches * lanes headers of 80 bytes each, one after another; of each 32 bytes in
   internal order, one after another. */
typedef void (*wildcat_cpu_hash)(const unsigned char* headers, wildcat_u32 batches,
                                 unsigned char* hashes);

typedef struct wildcat_cpu_hasher {
  const char* name;
  wildcat_u32 lanes; /* headers per batch, at most WILDCAT_HASHER_MAX_LANES */
  wildcat_cpu_hash hash;
  wildcat_u32 features; /* what it needs, WILDCAT_CPU_NEEDS_... of cpu_kernel.h */
} wildcat_cpu_hasher;

enum { WILDCAT_HASHER_MAX_LANES = 16 };

/* How a file exports its one symbol, wildcat_cpu_hasher_<name>. */
#define WILDCAT_CPU_HASHER(name, lanes, hash)                                         \
  extern "C" {                                                                        \
  extern const wildcat_cpu_hasher wildcat_cpu_hasher_##name;                          \
  constinit const wildcat_cpu_hasher wildcat_cpu_hasher_##name = {#name, lanes, hash, \
                                                                  WILDCAT_CPU_NEEDS}; \
  }

#endif
