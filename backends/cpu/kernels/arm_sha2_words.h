// SPDX-License-Identifier: MIT
// What the ways of driving the SHA-256 instructions of ARMv8 share: rounds, schedules, constants.
//
// State as two registers, a..d and e..h, four message words per register, lowest first in each. One
// pair of instructions does a group: four rounds. Words 4g..4g+3 of group g live in m[g % 4].
#pragma once

#include <arm_neon.h>

#include "backends/cpu/cpu_kernel.h"

#define WILDCAT_FN static inline __attribute__((always_inline))
#define WILDCAT_CONST alignas(64) constexpr
#define WILDCAT_UNROLL _Pragma("GCC unroll 64")
#include "backends/kernels/constants.h"

// Compilers would rather do one hash after the other.
#define WILDCAT_KEEP_ORDER(x) __asm__ volatile("" : "+w"(x))

namespace {

constexpr wildcat_u32 batch_nonces = 4;  // interleaved: enough to fill the instructions' latency

struct state {
  uint32x4_t abcd, efgh;
};

// A version's part of the first hash.
struct version_start {
  state midstate;
  state rounds4;  // after round 3, with message word 3 zero
};

struct scan_constants {
  version_start version[WILDCAT_SCAN_MAX_VERSIONS];
  uint32x4_t tail;            // message words 0..2
  uint32x4_t group4, group7;  // the parts of words 16..19 and 28..31 that no nonce changes
};

// One hash on its way.
struct hash {
  state s;
  uint32x4_t m[4];
};

WILDCAT_FN uint32x4_t words(wildcat_u32 w0, wildcat_u32 w1, wildcat_u32 w2, wildcat_u32 w3) {
  return uint32x4_t{w0, w1, w2, w3};
}
WILDCAT_FN uint32x4_t with_constants(uint32x4_t m, int group) {
  return vaddq_u32(m, vld1q_u32(round_constant + 4 * group));
}
WILDCAT_FN state load_state(const wildcat_u32* s) { return {vld1q_u32(s), vld1q_u32(s + 4)}; }
WILDCAT_FN state add_states(state x, state y) {
  return {vaddq_u32(x.abcd, y.abcd), vaddq_u32(x.efgh, y.efgh)};
}

// Four rounds; `kw`: K + W of each.
WILDCAT_FN void four_rounds(state* s, uint32x4_t kw) {
  const uint32x4_t abcd = s->abcd;
  s->abcd = vsha256hq_u32(abcd, s->efgh, kw);
  s->efgh = vsha256h2q_u32(s->efgh, abcd, kw);
  WILDCAT_KEEP_ORDER(s->abcd);
  WILDCAT_KEEP_ORDER(s->efgh);
}

// Words 4g..4g+3 by FIPS 180-4 section 6.2.2.
WILDCAT_FN void expand(uint32x4_t* m, int group) {
  const uint32x4_t old = vsha256su0q_u32(m[group & 3], m[(group + 1) & 3]);
  m[group & 3] = vsha256su1q_u32(old, m[(group + 2) & 3], m[(group + 3) & 3]);
}

// The same for words 16..31 of the first hash, less what is constant; m[0] has words 0..3.
WILDCAT_FN void expand_header(uint32x4_t* m, const scan_constants* k, int group) {
  const uint32x4_t padding4 = words(end_of_message, 0, 0, 0);
  if (group == 4) {
    m[0] = vaddq_u32(vsha256su0q_u32(m[0], padding4), k->group4);
  } else if (group == 5) {
    m[1] = vsha256su1q_u32(padding4, words(0, 0, 0, header_bits), m[0]);
  } else if (group == 6) {
    m[2] = vsha256su1q_u32(words(0, 0, 0, 0), m[0], m[1]);
  } else if (group == 7) {
    m[3] = vsha256su1q_u32(k->group7, m[1], m[2]);
  } else {
    expand(m, group);
  }
}

// And for words 16..63 of the second; m[0] and m[1] have words 0..7.
WILDCAT_FN void expand_digest(uint32x4_t* m, int group) {
  if (group == 4) {
    m[2] = words(end_of_message, 0, 0, 0);
    m[3] = words(0, 0, 0, digest_bits);
  }
  if (group == 6) {  // words 8..15 give again what stands there already
    m[2] = vsha256su1q_u32(m[2], m[0], m[1]);
  } else {
    expand(m, group);
  }
}

// K + W of a group of padding: words 4..15 of a header, 8..15 of a digest.
WILDCAT_FN uint32x4_t padding_kw(int group, int first_group, wildcat_u32 bits) {
  const uint32x4_t padding =
      words(group == first_group ? end_of_message : 0, 0, 0, group == 3 ? bits : 0);
  return with_constants(padding, group);
}

WILDCAT_FN void prepare_schedules(scan_constants* k, const wildcat_u32* tail) {
  const uint32x4_t padding4 = words(end_of_message, 0, 0, 0);
  const uint32x4_t padding8 = words(0, 0, 0, 0);
  const uint32x4_t padding12 = words(0, 0, 0, header_bits);
  k->tail = words(tail[0], tail[1], tail[2], 0);
  // Words 16..19 with word 3 zero, less what the first instruction gives again with word 3.
  const uint32x4_t old4 = vsha256su0q_u32(k->tail, padding4);
  const uint32x4_t words16 = vsha256su1q_u32(old4, padding8, padding12);
  k->group4 = vsubq_u32(words16, old4);
  k->group7 = vsha256su0q_u32(padding12, words16);
}

WILDCAT_FN void prepare_version(version_start* start, const wildcat_scan_midstate* midstate,
                                uint32x4_t tail) {
  start->midstate = start->rounds4 = load_state(midstate->word);
  four_rounds(&start->rounds4, with_constants(tail, 0));
}

}  // namespace
