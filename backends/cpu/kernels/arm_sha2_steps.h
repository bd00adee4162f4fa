// SPDX-License-Identifier: MIT
// The steps a batch is made of: four nonces side by side in registers, from their words to the
// filter.
#pragma once

#include "backends/cpu/kernels/arm_sha2_words.h"

namespace {

// K + W of the first hash from group 4 on; before that they are constant or in the start.
struct kw_table {
  alignas(64) wildcat_u32 word[64];
};

// Message word 3 of nonces first .. first + 3.
WILDCAT_FN uint32x4_t nonce_words(wildcat_u32 first) {
  const uint32x4_t nonces = vaddq_u32(vdupq_n_u32(first), words(0, 1, 2, 3));
  return vreinterpretq_u32_u8(vrev32q_u8(vreinterpretq_u8_u32(nonces)));
}

// The first hash's words 0..3.
WILDCAT_FN void start_words(hash* c, const scan_constants* k, uint32x4_t nonces) {
  WILDCAT_UNROLL
  for (wildcat_u32 i = 0; i < batch_nonces; ++i) {
    c[i].m[0] = k->tail;
    c[i].m[0][3] = nonces[i];
  }
}

// The state after round 3: word 3 is added to a and e, and to nothing else.
WILDCAT_FN void start_states(hash* c, const state* rounds4, uint32x4_t nonces) {
  WILDCAT_UNROLL
  for (wildcat_u32 i = 0; i < batch_nonces; ++i) {
    const uint32x4_t w3 = words(nonces[i], 0, 0, 0);
    c[i].s = add_states(*rounds4, {w3, w3});
  }
}

WILDCAT_FN void header_padding_rounds(hash* c) {
  WILDCAT_UNROLL
  for (int group = 1; group < 4; ++group) {
    const uint32x4_t kw = padding_kw(group, 1, header_bits);
    WILDCAT_UNROLL
    for (wildcat_u32 i = 0; i < batch_nonces; ++i) four_rounds(&c[i].s, kw);
  }
}

// Rounds 16..63 of the first hash, the schedule made on the way.
WILDCAT_FN void first_rounds(hash* c, const scan_constants* k) {
  WILDCAT_UNROLL
  for (int group = 4; group < 16; ++group) {
    WILDCAT_UNROLL
    for (wildcat_u32 i = 0; i < batch_nonces; ++i) {
      expand_header(c[i].m, k, group);
      four_rounds(&c[i].s, with_constants(c[i].m[group & 3], group));
    }
  }
}

// The schedule alone, for all versions.
WILDCAT_FN void make_schedules(kw_table* kw, hash* c, const scan_constants* k) {
  WILDCAT_UNROLL
  for (int group = 4; group < 16; ++group) {
    WILDCAT_UNROLL
    for (wildcat_u32 i = 0; i < batch_nonces; ++i) {
      expand_header(c[i].m, k, group);
      vst1q_u32(kw[i].word + 4 * group, with_constants(c[i].m[group & 3], group));
    }
  }
}

// And the rounds with it.
WILDCAT_FN void first_rounds_from(hash* c, const kw_table* kw) {
  WILDCAT_UNROLL
  for (int group = 4; group < 16; ++group) {
    WILDCAT_UNROLL
    for (wildcat_u32 i = 0; i < batch_nonces; ++i)
      four_rounds(&c[i].s, vld1q_u32(kw[i].word + 4 * group));
  }
}

// The first digest becomes words 0..7 of the second hash.
WILDCAT_FN void finish_first(hash* c, const state* midstate) {
  WILDCAT_UNROLL
  for (wildcat_u32 i = 0; i < batch_nonces; ++i) {
    const state digest = add_states(c[i].s, *midstate);
    c[i].m[0] = digest.abcd;
    c[i].m[1] = digest.efgh;
    c[i].s = load_state(initial_state);
  }
}

// The second hash as far as the filter needs it: e60 ends as the highest word of efgh.
WILDCAT_FN void second_rounds(hash* c) {
  WILDCAT_UNROLL
  for (int group = 0; group < 15; ++group) {
    WILDCAT_UNROLL
    for (wildcat_u32 i = 0; i < batch_nonces; ++i) {
      if (group >= 4) expand_digest(c[i].m, group);
      const bool padding = group == 2 || group == 3;
      four_rounds(&c[i].s, padding ? padding_kw(group, 2, digest_bits)
                                   : with_constants(c[i].m[group & 3], group));
    }
  }
  WILDCAT_UNROLL
  for (wildcat_u32 i = 0; i < batch_nonces; ++i) {
    expand_digest(c[i].m, 15);
    c[i].s.efgh = vsha256h2q_u32(c[i].s.efgh, c[i].s.abcd, with_constants(c[i].m[3], 15));
  }
}

// Bit i: nonce i passes the filter.
WILDCAT_FN wildcat_u32 passing(const hash* c, wildcat_u32 filter_mask) {
  const uint32x4_t low = vtrn2q_u32(c[0].s.efgh, c[1].s.efgh);
  const uint32x4_t high = vtrn2q_u32(c[2].s.efgh, c[3].s.efgh);
  const uint64x2_t e60 = vtrn2q_u64(vreinterpretq_u64_u32(low), vreinterpretq_u64_u32(high));
  const uint32x4_t last = vaddq_u32(vreinterpretq_u32_u64(e60), vdupq_n_u32(initial_state[7]));
  const uint32x4_t zero = vceqzq_u32(vandq_u32(last, vdupq_n_u32(filter_mask)));
  return vaddvq_u32(vandq_u32(zero, words(1, 2, 4, 8)));
}

}  // namespace
