// SPDX-License-Identifier: MIT
// Looks every entry point up by name.
#include "backends/opencl/cl_api.h"

#include <dlfcn.h>

namespace wildcat::opencl {
namespace {

struct Named {
  cl_int code;
  const char* name;
};

#define WILDCAT_CL_CODE(name) \
  Named { name, #name }
constexpr Named codes[] = {
    WILDCAT_CL_CODE(CL_DEVICE_NOT_FOUND),
    WILDCAT_CL_CODE(CL_DEVICE_NOT_AVAILABLE),
    WILDCAT_CL_CODE(CL_COMPILER_NOT_AVAILABLE),
    WILDCAT_CL_CODE(CL_MEM_OBJECT_ALLOCATION_FAILURE),
    WILDCAT_CL_CODE(CL_OUT_OF_RESOURCES),
    WILDCAT_CL_CODE(CL_OUT_OF_HOST_MEMORY),
    WILDCAT_CL_CODE(CL_BUILD_PROGRAM_FAILURE),
    WILDCAT_CL_CODE(CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST),
    WILDCAT_CL_CODE(CL_INVALID_VALUE),
    WILDCAT_CL_CODE(CL_INVALID_PLATFORM),
    WILDCAT_CL_CODE(CL_INVALID_DEVICE),
    WILDCAT_CL_CODE(CL_INVALID_CONTEXT),
    WILDCAT_CL_CODE(CL_INVALID_COMMAND_QUEUE),
    WILDCAT_CL_CODE(CL_INVALID_MEM_OBJECT),
    WILDCAT_CL_CODE(CL_INVALID_BINARY),
    WILDCAT_CL_CODE(CL_INVALID_BUILD_OPTIONS),
    WILDCAT_CL_CODE(CL_INVALID_PROGRAM),
    WILDCAT_CL_CODE(CL_INVALID_PROGRAM_EXECUTABLE),
    WILDCAT_CL_CODE(CL_INVALID_KERNEL_NAME),
    WILDCAT_CL_CODE(CL_INVALID_KERNEL_ARGS),
    WILDCAT_CL_CODE(CL_INVALID_WORK_GROUP_SIZE),
    WILDCAT_CL_CODE(CL_INVALID_EVENT),
    WILDCAT_CL_CODE(CL_INVALID_OPERATION),
    WILDCAT_CL_CODE(CL_INVALID_BUFFER_SIZE),
    WILDCAT_CL_CODE(CL_PLATFORM_NOT_FOUND_KHR),
};
#undef WILDCAT_CL_CODE

Error missing(const std::string& what) {
  return {Errc::not_runnable,
          "no OpenCL: " + what +
              "; install the loader (Debian: ocl-icd-libopencl1) and the driver of your device"};
}

}  // namespace

std::string error_name(cl_int code) {
  std::string name = "error";
  for (const Named& each : codes)
    if (each.code == code) name = each.name;
  return name + " (" + std::to_string(code) + ")";
}

Result<std::shared_ptr<const ClApi>> load_cl(const std::string& library) {
  void* handle = ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (handle == nullptr) return missing(library + " was not found or cannot be loaded");
  auto api = std::make_shared<ClApi>();
#define WILDCAT_CL_LOAD(name)                                                     \
  api->name = reinterpret_cast<decltype(api->name)>(::dlsym(handle, "cl" #name)); \
  if (api->name == nullptr) return missing(library + " has no cl" #name);
  WILDCAT_CL_FUNCTIONS(WILDCAT_CL_LOAD)
#undef WILDCAT_CL_LOAD
  return std::shared_ptr<const ClApi>(std::move(api));
}

}  // namespace wildcat::opencl
