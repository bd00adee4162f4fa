// SPDX-License-Identifier: MIT
// Loads NVIDIA's driver library at run time and looks up every function that the backend calls.
#include "backends/cuda/driver_api.h"

#include <dlfcn.h>

namespace wildcat::cuda {
namespace {

template <class F>
bool find(void* library, const char* name, F& function) {
  function = reinterpret_cast<F>(dlsym(library, name));
  return function != nullptr;
}

// The name of the first function that the library lacks; null when all are there. Names end in the
// version that has the declared parameters.
const char* find_all(void* library, Driver& driver) {
#define WILDCAT_FIND(name, suffix) \
  if (!find(library, #name suffix, driver.name)) return #name suffix;
  WILDCAT_FIND(cuInit, "")
  WILDCAT_FIND(cuDriverGetVersion, "")
  WILDCAT_FIND(cuGetErrorName, "")
  WILDCAT_FIND(cuGetErrorString, "")
  WILDCAT_FIND(cuDeviceGetCount, "")
  WILDCAT_FIND(cuDeviceGet, "")
  WILDCAT_FIND(cuDeviceGetName, "")
  WILDCAT_FIND(cuDeviceGetPCIBusId, "")
  WILDCAT_FIND(cuDeviceGetUuid, "_v2")
  WILDCAT_FIND(cuDeviceGetAttribute, "")
  WILDCAT_FIND(cuCtxCreate, "_v2")
  WILDCAT_FIND(cuCtxDestroy, "_v2")
  WILDCAT_FIND(cuCtxSetCurrent, "")
  WILDCAT_FIND(cuModuleLoadData, "")
  WILDCAT_FIND(cuModuleGetFunction, "")
  WILDCAT_FIND(cuOccupancyMaxActiveBlocksPerMultiprocessor, "")
  WILDCAT_FIND(cuMemAlloc, "_v2")
  WILDCAT_FIND(cuMemHostAlloc, "")
  WILDCAT_FIND(cuMemHostGetDevicePointer, "_v2")
  WILDCAT_FIND(cuMemsetD32Async, "")
  WILDCAT_FIND(cuMemcpyDtoHAsync, "_v2")
  WILDCAT_FIND(cuStreamCreate, "")
  WILDCAT_FIND(cuEventCreate, "")
  WILDCAT_FIND(cuEventRecord, "")
  WILDCAT_FIND(cuEventQuery, "")
  WILDCAT_FIND(cuLaunchKernel, "")
#undef WILDCAT_FIND
  return nullptr;
}

Error absent(const std::string& why) { return {Errc::not_runnable, why}; }

}  // namespace

std::string Driver::describe(Status status) const {
  const char* name = nullptr;
  const char* text = nullptr;
  if (cuGetErrorName(status, &name) != success || name == nullptr)
    return "error " + std::to_string(status);
  if (cuGetErrorString(status, &text) != success || text == nullptr) return name;
  return std::string(name) + " (" + text + ")";
}

Error Driver::failure(const std::string& doing, Status status) const {
  const char* remedy = status == out_of_memory
                           ? "; end other programs that use this GPU's memory"
                           : "; see the system log for NVRM Xid lines, reset the GPU or restart "
                             "the machine, or leave the device out";
  return {Errc::device_failed, doing + " failed: " + describe(status) + remedy};
}

Result<std::shared_ptr<const Driver>> load_driver(const std::string& library) {
  void* handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr)
    return absent("no CUDA driver: " + library +
                  " cannot be loaded; with an NVIDIA GPU in the machine, install its driver");
  auto driver = std::make_shared<Driver>();
  if (const char* name = find_all(handle, *driver))
    return absent("the CUDA driver in " + library + " is too old: it lacks " + name +
                  "; update NVIDIA's driver");
  const Status status = driver->cuInit(0);
  if (status == no_device) return absent("the CUDA driver finds no GPU in this machine");
  if (status != success)
    return absent("the CUDA driver does not start: " + driver->describe(status) +
                  "; restart the machine, or reinstall NVIDIA's driver");
  return std::shared_ptr<const Driver>(std::move(driver));
}

}  // namespace wildcat::cuda
