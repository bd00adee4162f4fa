// SPDX-License-Identifier: MIT
// From the kernel text to a program of one device: compiled, or taken from the cache.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "backends/files/keyed_files.h"
#include "backends/opencl/cl_object.h"
#include "backends/opencl/cl_survey.h"

namespace wildcat::opencl {

/// The whole kernel text for OpenCL, from backends/kernels.
std::string_view kernel_source();

/// How the text's rotates and choices are to be said (backends/kernels/dialect_opencl.h).
struct Dialect {
  const char* name;     ///< "bitalign+bitselect"
  const char* options;  ///< of the build
};

/// Those worth trying on this device, the likely best first; the last is the plainest.
std::vector<Dialect> dialects_for(const ClDeviceFacts& device);

/// What a compiled program depends on, as one text.
std::string program_key(const ClDeviceFacts& device, const Dialect& dialect);

/// Compiles for the device, or loads what an earlier start has compiled. Error (not_runnable): the
/// compiler refuses; the message has the beginning of what it says.
Result<ClProgram> build_program(const ClApi& api, cl_context context, const ClDeviceFacts& device,
                                const Dialect& dialect, const KeyedFiles& cache);

}  // namespace wildcat::opencl
