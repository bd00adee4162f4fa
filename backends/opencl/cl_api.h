// SPDX-License-Identifier: MIT
// OpenCL 1.2 as this backend calls it, loaded at run time: a program runs with and without it.
// Names are the specification's without their "cl" (https://registry.khronos.org/OpenCL).
#pragma once

#ifndef CL_TARGET_OPENCL_VERSION
#define CL_TARGET_OPENCL_VERSION 120
#endif
#include <CL/cl.h>
#include <CL/cl_ext.h>

#include <memory>
#include <string>

#include "wildcat/result.h"

namespace wildcat::opencl {

#define WILDCAT_CL_FUNCTIONS(X) \
  X(GetPlatformIDs)             \
  X(GetPlatformInfo)            \
  X(GetDeviceIDs)               \
  X(GetDeviceInfo)              \
  X(CreateContext)              \
  X(ReleaseContext)             \
  X(CreateCommandQueue)         \
  X(ReleaseCommandQueue)        \
  X(CreateProgramWithSource)    \
  X(CreateProgramWithBinary)    \
  X(BuildProgram)               \
  X(GetProgramBuildInfo)        \
  X(GetProgramInfo)             \
  X(ReleaseProgram)             \
  X(CreateKernel)               \
  X(ReleaseKernel)              \
  X(GetKernelWorkGroupInfo)     \
  X(SetKernelArg)               \
  X(CreateBuffer)               \
  X(ReleaseMemObject)           \
  X(EnqueueWriteBuffer)         \
  X(EnqueueReadBuffer)          \
  X(EnqueueNDRangeKernel)       \
  X(Finish)                     \
  X(Flush)                      \
  X(GetEventInfo)               \
  X(ReleaseEvent)

/// The entry points. A value: tests make their own.
struct ClApi {
#define WILDCAT_CL_MEMBER(name) decltype(&::cl##name) name = nullptr;
  WILDCAT_CL_FUNCTIONS(WILDCAT_CL_MEMBER)
#undef WILDCAT_CL_MEMBER
};

/// Loads the ICD loader, "libOpenCL.so.1". It stays loaded for good: drivers keep threads. Error
/// (not_runnable): it is not there, or lacks an entry point.
Result<std::shared_ptr<const ClApi>> load_cl(const std::string& library);

/// "CL_OUT_OF_RESOURCES (-5)".
std::string error_name(cl_int code);

}  // namespace wildcat::opencl
