/* SPDX-License-Identifier: MIT */
/* Every CPU kernel that was compiled for this architecture, in the order of the rows in
   CMakeLists.txt. Read-only data: any thread, any CPU, before any CPUID check. Whether one may be
   *called* on this machine is for cpu_features.h to say. */
#ifndef WILDCAT_KERNEL_TABLE_H
#define WILDCAT_KERNEL_TABLE_H

#include "backends/cpu/cpu_hasher.h"
#include "backends/cpu/cpu_kernel.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Pointers to the descriptors; wildcat_cpu_kernels_count of them, at least one ("scalar"). */
extern const wildcat_cpu_kernel* const wildcat_cpu_kernels[];
extern const wildcat_u32 wildcat_cpu_kernels_count;

/* The same for the hashers of whole headers. */
extern const wildcat_cpu_hasher* const wildcat_cpu_hashers[];
extern const wildcat_u32 wildcat_cpu_hashers_count;

#ifdef __cplusplus
}
#endif

#endif
