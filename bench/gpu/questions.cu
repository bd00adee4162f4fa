// SPDX-License-Identifier: MIT
// Questions that only hardware can answer, as small kernels: what the pipes of a multiprocessor
// sustain, alone and together, and what the search loses to its loads and its size. Each block
// reports the clocks that its threads took.
#include "backends/kernels/dialect_cuda.h"

#include "backends/kernels/version_major.h"

typedef unsigned long long clocks;

#define CHAINS 8
#define QUESTION(name)                                                                      \
  extern "C" __global__ void __launch_bounds__(WILDCAT_CUDA_BLOCK, WILDCAT_RESIDENT_BLOCKS) \
      question_##name(wildcat_u32 loops, wildcat_u32 seed, clocks* took, wildcat_u32* sink)

// `body` is 64 instructions: eight chains, each eight times.
#define PIPE_QUESTION(name, body)                                                     \
  QUESTION(name) {                                                                    \
    wildcat_u32 x[CHAINS];                                                            \
    WILDCAT_UNROLL                                                                    \
    for (int i = 0; i < CHAINS; ++i) x[i] = seed + threadIdx.x * 33 + i;              \
    [[maybe_unused]] const wildcat_u32 y = seed * 5 + threadIdx.x, one = wildcat_one; \
    __syncthreads();                                                                  \
    const clocks start = clock64();                                                   \
    WILDCAT_LOOP                                                                      \
    for (wildcat_u32 n = 0; n < loops; ++n) {                                         \
      WILDCAT_UNROLL                                                                  \
      for (int k = 0; k < 64; ++k) body;                                              \
    }                                                                                 \
    finish(start, took, sink, x);                                                     \
  }

__device__ __forceinline__ void finish(clocks start, clocks* took, wildcat_u32* sink,
                                       const wildcat_u32* x) {
  __syncthreads();
  if (threadIdx.x == 0) took[blockIdx.x] = clock64() - start;
  wildcat_u32 all = 0;
  WILDCAT_UNROLL
  for (int i = 0; i < CHAINS; ++i) all ^= x[i];
  if (all == 0x12345678) *sink = all;  // nobody may leave the work out
}

#define LOGIC(v) asm volatile("lop3.b32 %0, %0, %1, %2, 0x96;" : "+r"(v) : "r"(y), "r"(one))
#define SHIFT(v) asm volatile("shf.r.wrap.b32 %0, %0, %0, 7;" : "+r"(v))
#define MULTIPLY(v) asm volatile("mad.lo.u32 %0, %0, %1, %2;" : "+r"(v) : "r"(one), "r"(y))
#define MULTIPLY_HIGH(v) asm volatile("mul.hi.u32 %0, %0, %1;" : "+r"(v) : "r"(y))
// LEA.HI: the high part of a shifted 64-bit number, and an addition.
#define SHIFT_ADD(v) v = __funnelshift_l(v, y, 5) + one

PIPE_QUESTION(logic, LOGIC(x[k % CHAINS]))
PIPE_QUESTION(shift, SHIFT(x[k % CHAINS]))
PIPE_QUESTION(multiply, MULTIPLY(x[k % CHAINS]))
PIPE_QUESTION(multiply_high, MULTIPLY_HIGH(x[k % CHAINS]))
PIPE_QUESTION(shift_add, SHIFT_ADD(x[k % CHAINS]))
// Half and half: do both pipes run at full rate together?
PIPE_QUESTION(together, if (k % 2 == 0) LOGIC(x[k % CHAINS]); else MULTIPLY(x[k % CHAINS]))
// As the version-major search mixes them: 25 logic or shift to 15 multiply, in short code.
PIPE_QUESTION(mixed, if (k * 24 % 64 < 24) MULTIPLY(x[k % CHAINS]);
              else if (k % 3 == 0) LOGIC(x[k % CHAINS]); else SHIFT(x[k % CHAINS]))

// A hash per loop: `first` is its rounds up to the first digest, in `s` from `start`.
#define HASH_QUESTION(name, share, first)                    \
  QUESTION(name) {                                           \
    share;                                                   \
    word start[8], midstate[8];                              \
    wildcat_u32 x[CHAINS];                                   \
    WILDCAT_UNROLL                                           \
    for (int i = 0; i < 8; ++i) {                            \
      x[i] = seed + threadIdx.x + i;                         \
      start[i] = splat(x[i]);                                \
      midstate[i] = splat(x[i] * seed);                      \
    }                                                        \
    __syncthreads();                                         \
    const clocks begin = clock64();                          \
    WILDCAT_LOOP                                             \
    for (wildcat_u32 n = 0; n < loops; ++n) {                \
      word s[8], w[61];                                      \
      first;                                                 \
      WILDCAT_UNROLL                                         \
      for (int i = 0; i < 8; ++i) w[i] = s[i] + midstate[i]; \
      x[0] ^= zero_lanes(second_hash(w));                    \
    }                                                        \
    finish(begin, took, sink, x);                            \
  }

__device__ __forceinline__ void fill(version_major_shared* shared, wildcat_u32 seed) {
  for (wildcat_u32 i = threadIdx.x; i < WILDCAT_GPU_BATCH * 64; i += WILDCAT_CUDA_BLOCK)
    shared->kw[i / 64][i % 64] = seed * i;
}

__device__ __forceinline__ void first_without_loads(const word* start, word* s, wildcat_u32 n) {
  enter_nonce(s, start, splat(n));
  WILDCAT_UNROLL
  for (int r = 4; r < 64; ++r) do_round(s, r, splat(round_constant[r]));
}

// The search's own loop over nonces, from a schedule that stays; and without its loads, the
// schedule in the code.
HASH_QUESTION(hash, WILDCAT_SHARED version_major_shared shared;
              fill(&shared, seed), version_major_nonce(shared.kw[n % WILDCAT_GPU_BATCH], start, s))
HASH_QUESTION(hash_without_loads, , first_without_loads(start, s, n))
