/* SPDX-License-Identifier: MIT */
/* Dialect of the kernel text for CUDA C++. A `word` is one 32-bit word of one thread's hash, as a
   struct so that its additions can go to another pipe than the compiler would choose.

   NVIDIA's cores have two pipes of the same width: one for logic, shifts and three-input additions,
   which is what SHA-256 is made of, and one for multiply-add, which has nothing to do. So with
   WILDCAT_ADD_BY_MULTIPLY (the default) x + y is x * one + y, where `one` is a constant that the
   compiler cannot know: a literal 1 would be turned back.

   Where __CUDACC__ is not defined, somebody brings CUDA's words as host C++ first, and with them
   WILDCAT_PHASE, which then runs a phase for every thread of the block in turn. */
#ifndef WILDCAT_DIALECT_CUDA_H
#define WILDCAT_DIALECT_CUDA_H

#include "backends/kernels/gpu_abi.h"

#ifndef WILDCAT_ADD_BY_MULTIPLY
#define WILDCAT_ADD_BY_MULTIPLY 1
#endif
/* Blocks that a multiprocessor has to hold: 64 registers for each thread. */
#define WILDCAT_RESIDENT_BLOCKS 4

#define WILDCAT_FN static __device__ __forceinline__
#define WILDCAT_CONST static __device__ const
#define WILDCAT_GLOBAL
#define WILDCAT_LOCAL
#define WILDCAT_SHARED __shared__ __align__(16)
#define WILDCAT_SEARCH_KERNEL \
  extern "C" __global__ void __launch_bounds__(WILDCAT_CUDA_BLOCK, WILDCAT_RESIDENT_BLOCKS)
#define WILDCAT_PLAIN_KERNEL extern "C" __global__ void __launch_bounds__(WILDCAT_CUDA_BLOCK)

#ifdef __CUDACC__
#define WILDCAT_UNROLL _Pragma("unroll")
#define WILDCAT_LOOP _Pragma("unroll 1")
/* Work of all threads of a block, done when the next begins. Nothing that differs between threads
   may be carried from one to the next. */
#define WILDCAT_PHASE(call) \
  do {                      \
    call;                   \
    __syncthreads();        \
  } while (0)
#else
#define WILDCAT_UNROLL _Pragma("GCC unroll 64")
#define WILDCAT_LOOP _Pragma("GCC unroll 1")
#endif

typedef const wildcat_u32* constant_words;
struct word {
  wildcat_u32 bits;
};

WILDCAT_FN word splat(wildcat_u32 x) { return word{x}; }
WILDCAT_FN wildcat_u32 to_number(word x) { return x.bits; }
WILDCAT_FN word operator&(word x, word y) { return word{x.bits & y.bits}; }
WILDCAT_FN wildcat_u32 zero_lanes(word x) { return x.bits == 0; }

#if defined(__CUDACC__) && WILDCAT_ADD_BY_MULTIPLY
extern "C" __constant__ wildcat_u32 wildcat_one = 1;
WILDCAT_FN word operator+(word x, word y) {
  word sum;
  asm("mad.lo.u32 %0, %1, %2, %3;" : "=r"(sum.bits) : "r"(x.bits), "r"(wildcat_one), "r"(y.bits));
  return sum;
}
#else
WILDCAT_FN word operator+(word x, word y) { return word{x.bits + y.bits}; }
#endif
WILDCAT_FN void operator+=(word& x, word y) { x = x + y; }

WILDCAT_FN word rotate_right(word x, int n) {
  return word{__funnelshift_r(x.bits, x.bits, static_cast<wildcat_u32>(n))};
}
WILDCAT_FN word shift_right(word x, int n) { return word{x.bits >> n}; }
WILDCAT_FN word swap_bytes(word x) { return word{__byte_perm(x.bits, 0, 0x0123)}; }
/* Three-input logic is one instruction, which compilers find. */
WILDCAT_FN word ternary_xor(word x, word y, word z) { return word{x.bits ^ y.bits ^ z.bits}; }
WILDCAT_FN word choose(word e, word f, word g) {
  return word{(e.bits & f.bits) | (~e.bits & g.bits)};
}
WILDCAT_FN word majority(word a, word b, word c) {
  return word{(a.bits & b.bits) | (c.bits & (a.bits | b.bits))};
}

/* Hints for compilers with vectors; nothing here. */
WILDCAT_FN word keep_order(word x) { return x; }
WILDCAT_FN constant_words from_memory(constant_words p) { return p; }

WILDCAT_FN wildcat_u32 thread_number() { return threadIdx.x; }
WILDCAT_FN wildcat_u32 block_size() { return WILDCAT_CUDA_BLOCK; }
WILDCAT_FN wildcat_u32 block_number() { return blockIdx.x; }
WILDCAT_FN wildcat_u32 block_count() { return gridDim.x; }

/* The stop word lies in the host's memory. */
#define WILDCAT_CAN_STOP 1
WILDCAT_FN wildcat_u32 read_stop_word(const wildcat_u32* word) {
#ifdef __CUDACC__
  return *static_cast<const volatile wildcat_u32*>(word);
#else
  return __atomic_load_n(word, __ATOMIC_ACQUIRE);
#endif
}
WILDCAT_FN wildcat_u32 count_up(wildcat_u32* counter) { return atomicAdd(counter, 1u); }

#endif
