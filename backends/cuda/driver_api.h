// SPDX-License-Identifier: MIT
// The part of NVIDIA's CUDA driver API that we call, declared from its documentation so that no
// header of theirs is needed, and loaded from the driver's library at run time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "wildcat/result.h"

namespace wildcat::cuda {

/// Handles and numbers as the driver has them.
using Status = int;
using DeviceNumber = int;
using Address = std::uint64_t;  ///< in the GPU's memory
struct ContextHandle;
struct ModuleHandle;
struct FunctionHandle;
struct StreamHandle;
struct EventHandle;
using Context = ContextHandle*;
using Module = ModuleHandle*;
using Function = FunctionHandle*;
using Stream = StreamHandle*;
using Event = EventHandle*;

/// Statuses that mean something to us.
enum : Status { success = 0, out_of_memory = 2, no_device = 100, not_ready = 600 };

/// Flags and attributes, as the documentation numbers them.
enum : unsigned {
  schedule_blocking = 0x04,  // of a context: whoever waits sleeps
  map_host = 0x08,           // of a context: host memory can be mapped
  host_device_map = 0x02,    // of host memory: the GPU sees it
  stream_non_blocking = 0x01,
  event_blocking = 0x01,
  event_no_timing = 0x02,
};
enum Attribute : int {
  clock_khz = 13,
  multiprocessors = 16,
  capability_major = 75,
  capability_minor = 76,
};

/// The functions, under their documented names. Filled by load_driver(). Immutable; any thread.
struct Driver {
  Status (*cuInit)(unsigned flags);
  Status (*cuDriverGetVersion)(int* version);
  Status (*cuGetErrorName)(Status, const char** name);
  Status (*cuGetErrorString)(Status, const char** text);
  Status (*cuDeviceGetCount)(int* count);
  Status (*cuDeviceGet)(DeviceNumber*, int ordinal);
  Status (*cuDeviceGetName)(char* name, int size, DeviceNumber);
  Status (*cuDeviceGetPCIBusId)(char* id, int size, DeviceNumber);
  Status (*cuDeviceGetUuid)(unsigned char* uuid, DeviceNumber);  // 16 bytes
  Status (*cuDeviceGetAttribute)(int* value, int attribute, DeviceNumber);
  Status (*cuCtxCreate)(Context*, unsigned flags, DeviceNumber);
  Status (*cuCtxDestroy)(Context);
  Status (*cuCtxSetCurrent)(Context);
  Status (*cuModuleLoadData)(Module*, const void* image);
  Status (*cuModuleGetFunction)(Function*, Module, const char* name);
  Status (*cuOccupancyMaxActiveBlocksPerMultiprocessor)(int* blocks, Function, int threads,
                                                        std::size_t shared_bytes);
  Status (*cuMemAlloc)(Address*, std::size_t bytes);
  Status (*cuMemHostAlloc)(void** memory, std::size_t bytes, unsigned flags);
  Status (*cuMemHostGetDevicePointer)(Address*, void* memory, unsigned flags);
  Status (*cuMemsetD32Async)(Address, unsigned value, std::size_t words, Stream);
  Status (*cuMemcpyDtoHAsync)(void* to, Address from, std::size_t bytes, Stream);
  Status (*cuStreamCreate)(Stream*, unsigned flags);
  Status (*cuEventCreate)(Event*, unsigned flags);
  Status (*cuEventRecord)(Event, Stream);
  Status (*cuEventQuery)(Event);
  Status (*cuLaunchKernel)(Function, unsigned grid_x, unsigned grid_y, unsigned grid_z,
                           unsigned block_x, unsigned block_y, unsigned block_z,
                           unsigned shared_bytes, Stream, void** parameters, void** extra);

  /// "CUDA_ERROR_LAUNCH_FAILED (unspecified launch failure)".
  std::string describe(Status status) const;
  /// An error of an opened device: `doing` failed with `status`; with the remedy that fits.
  Error failure(const std::string& doing, Status status) const;
};

/// Loads and initialises the driver. It stays loaded: drivers do not survive unloading. Errors:
/// not_runnable, saying what is missing and what helps.
Result<std::shared_ptr<const Driver>> load_driver(const std::string& library);

}  // namespace wildcat::cuda
