/* SPDX-License-Identifier: MIT */
/* How a kernel file exports its one symbol, wildcat_cpu_kernel_<name>: constant data, no code. */
#ifndef WILDCAT_KERNEL_DESCRIPTOR_H
#define WILDCAT_KERNEL_DESCRIPTOR_H

#include "backends/cpu/cpu_kernel.h"

#ifndef WILDCAT_CPU_NEEDS
#error "the file's row in CMakeLists.txt says what it needs"
#endif

/* The scans in braces, by log2 of versions: WILDCAT_CPU_KERNEL(avx2, 8, {scan_1, scan_2}) */
#define WILDCAT_CPU_KERNEL(name, lanes, ...)                                                 \
  extern "C" {                                                                               \
  extern const wildcat_cpu_kernel wildcat_cpu_kernel_##name;                                 \
  constinit const wildcat_cpu_kernel wildcat_cpu_kernel_##name = {#name, lanes, __VA_ARGS__, \
                                                                  WILDCAT_CPU_NEEDS};        \
  }

#endif
