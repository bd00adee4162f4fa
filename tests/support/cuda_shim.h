// SPDX-License-Identifier: MIT
// The CUDA kernels as host C++: the very text that nvcc compiles, run on this processor, block
// after block and phase after phase.
#pragma once

#include "backends/kernels/gpu_abi.h"

namespace wildcat::test {

/// Each runs one kernel to its end, as a launch of so many blocks.
void shim_make_versions(unsigned blocks, wildcat_gpu_version* table,
                        const wildcat_gpu_headers& headers);
void shim_search_single(unsigned blocks, const wildcat_gpu_version* table,
                        const wildcat_gpu_launch& launch, const wildcat_u32* stop_word,
                        wildcat_gpu_ring* ring);
void shim_search_versions(unsigned blocks, const wildcat_gpu_version* table,
                          const wildcat_gpu_launch& launch, const wildcat_u32* stop_word,
                          wildcat_gpu_ring* ring);

}  // namespace wildcat::test
