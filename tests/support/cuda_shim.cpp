// SPDX-License-Identifier: MIT
// CUDA's words in host C++, then the kernel text. A phase runs for every thread of the block before
// the next begins, which is what a barrier promises.
#include "tests/support/cuda_shim.h"

#define __device__
#define __global__ [[maybe_unused]]
#define __constant__
#define __shared__
#define __align__(n) alignas(n)
#define __forceinline__ inline __attribute__((always_inline))
#define __launch_bounds__(...)

namespace {

struct Dimension {
  unsigned x = 0;
};
thread_local Dimension threadIdx, blockIdx, gridDim;

inline unsigned __funnelshift_r(unsigned low, unsigned high, unsigned n) {
  return low >> n | high << (32 - n);
}
// Only the selector that reverses the bytes is used.
inline unsigned __byte_perm(unsigned x, unsigned, unsigned) { return __builtin_bswap32(x); }
inline unsigned atomicAdd(unsigned* counter, unsigned n) {
  return __atomic_fetch_add(counter, n, __ATOMIC_RELAXED);
}

}  // namespace

#define WILDCAT_PHASE(call) \
  for (threadIdx.x = 0; threadIdx.x < WILDCAT_CUDA_BLOCK; ++threadIdx.x) call

#include "backends/kernels/dialect_cuda.h"
#include "backends/kernels/gpu_search.h"

namespace wildcat::test {
namespace {

template <class Kernel>
void for_each_block(unsigned blocks, const Kernel& kernel) {
  gridDim.x = blocks;
  for (blockIdx.x = 0; blockIdx.x < blocks; ++blockIdx.x) kernel();
}

}  // namespace

void shim_make_versions(unsigned blocks, wildcat_gpu_version* table,
                        const wildcat_gpu_headers& headers) {
  for_each_block(blocks, [&] { wildcat_make_versions(table, headers); });
}

void shim_search_single(unsigned blocks, const wildcat_gpu_version* table,
                        const wildcat_gpu_launch& launch, const wildcat_u32* stop_word,
                        wildcat_gpu_ring* ring) {
  for_each_block(blocks, [&] { wildcat_search_single(table, launch, stop_word, ring); });
}

void shim_search_versions(unsigned blocks, const wildcat_gpu_version* table,
                          const wildcat_gpu_launch& launch, const wildcat_u32* stop_word,
                          wildcat_gpu_ring* ring) {
  for_each_block(blocks, [&] { wildcat_search_versions(table, launch, stop_word, ring); });
}

}  // namespace wildcat::test
