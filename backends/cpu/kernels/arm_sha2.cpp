// SPDX-License-Identifier: MIT
// SHA-256 instructions of ARMv8, hand-written. One version makes its schedule while it hashes; for
// several it is made once per batch and lies in memory with the constants added.
#include "backends/cpu/kernels/arm_sha2_steps.h"
#include "backends/cpu/kernels/descriptor.h"
#include "backends/kernels/hits.h"

namespace {

WILDCAT_FN void prepare(scan_constants* k, const wildcat_cpu_job* job, wildcat_u32 versions) {
  prepare_schedules(k, job->block.tail);
  for (wildcat_u32 v = 0; v < versions; ++v)
    prepare_version(&k->version[v], &job->midstate[v], k->tail);
}

// What both ways end with: the second hash, the filter, and what passes it.
WILDCAT_FN void finish_batch(hash* c, const state* midstate, wildcat_u32 filter_mask,
                             wildcat_u32 version, wildcat_u32 first, wildcat_cpu_hits* hits) {
  finish_first(c, midstate);
  second_rounds(c);
  const wildcat_u32 found = passing(c, filter_mask);
  if (__builtin_expect(found != 0, 0)) append_hits(hits, found, version, first);
}

wildcat_u32 scan_single(const wildcat_cpu_job* job, wildcat_u32 first, wildcat_u32 batches,
                        wildcat_cpu_hits* hits) {
  scan_constants k;
  prepare(&k, job, 1);
  for (wildcat_u32 batch = 0; batch < batches; ++batch, first += batch_nonces) {
    if (hits->count + batch_nonces > WILDCAT_CPU_MAX_HITS) return batch;
    const uint32x4_t nonces = nonce_words(first);
    hash c[batch_nonces];
    start_words(c, &k, nonces);
    start_states(c, &k.version[0].rounds4, nonces);
    header_padding_rounds(c);
    first_rounds(c, &k);
    finish_batch(c, &k.version[0].midstate, job->block.filter_mask, 0, first, hits);
  }
  return batches;
}

WILDCAT_FN void scan_batch(const scan_constants* k, const wildcat_cpu_job* job, wildcat_u32 first,
                           wildcat_u32 versions, wildcat_cpu_hits* hits) {
  const uint32x4_t nonces = nonce_words(first);
  kw_table kw[batch_nonces];
  hash c[batch_nonces];
  start_words(c, k, nonces);
  make_schedules(kw, c, k);
  for (wildcat_u32 v = 0; v < versions; ++v) {
    start_states(c, &k->version[v].rounds4, nonces);
    header_padding_rounds(c);
    first_rounds_from(c, kw);
    finish_batch(c, &k->version[v].midstate, job->block.filter_mask, v, first, hits);
  }
}

wildcat_u32 scan_shared(const wildcat_cpu_job* job, wildcat_u32 first, wildcat_u32 batches,
                        wildcat_cpu_hits* hits, wildcat_u32 versions) {
  scan_constants k;
  prepare(&k, job, versions);
  for (wildcat_u32 batch = 0; batch < batches; ++batch, first += batch_nonces) {
    if (hits->count + batch_nonces * versions > WILDCAT_CPU_MAX_HITS) return batch;
    scan_batch(&k, job, first, versions, hits);
  }
  return batches;
}

#define WILDCAT_DEFINE_SCAN(versions)                                                             \
  wildcat_u32 scan_##versions(const wildcat_cpu_job* job, wildcat_u32 first, wildcat_u32 batches, \
                              wildcat_cpu_hits* hits) {                                           \
    return scan_shared(job, first, batches, hits, versions);                                      \
  }
WILDCAT_DEFINE_SCAN(2)
WILDCAT_DEFINE_SCAN(4)
WILDCAT_DEFINE_SCAN(8)
WILDCAT_DEFINE_SCAN(16)

}  // namespace

WILDCAT_CPU_KERNEL(arm_sha2, batch_nonces, {scan_single, scan_2, scan_4, scan_8, scan_16})
