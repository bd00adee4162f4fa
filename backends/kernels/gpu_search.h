/* SPDX-License-Identifier: MIT */
/* All GPU kernels, for one compiler: include a GPU's dialect header, then this. */
#ifndef WILDCAT_GPU_SEARCH_H
#define WILDCAT_GPU_SEARCH_H

#include "backends/kernels/gpu_versions.h"
#include "backends/kernels/single_version.h"
#include "backends/kernels/version_major.h"

#endif
