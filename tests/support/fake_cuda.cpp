// SPDX-License-Identifier: MIT
// The functions of the driver API, their contexts and threads, and the faults that a test plans.
#include "tests/support/fake_cuda.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/support/cuda_shim.h"
#include "tests/support/launch_thread.h"

#define EXPORTED extern "C" __attribute__((visibility("default")))

namespace {

using namespace wildcat::test;
using Status = int;
using Address = std::uint64_t;
enum : Status { success = 0, invalid_value = 1, no_device = 100, not_ready = 600 };
constexpr int multiprocessors = 2;

std::mutex plan_mutex;
FakeCudaPlan plan;
FaultCounter faults;
std::atomic<int> contexts{0};  // open

FakeCudaPlan current_plan() {
  const std::lock_guard lock(plan_mutex);
  return plan;
}

class Context {
 public:
  explicit Context(int device) : device_(device) {}
  void put(std::function<void()> work) { thread_.put(std::move(work)); }
  int device() const { return device_; }
  void* allocate(std::size_t bytes) {
    return memory_.emplace_back(std::make_unique<std::uint64_t[]>(bytes / 8 + 1)).get();
  }

 private:
  const int device_;
  std::vector<std::unique_ptr<std::uint64_t[]>> memory_;
  LaunchThread thread_;  // last: it uses the memory
};

struct Event {
  std::atomic<bool> over{true};
};

enum Kernel : std::uintptr_t { none, make_versions, search_single, search_versions };

Kernel kernel_named(std::string_view name) {
  return name == "wildcat_make_versions"     ? make_versions
         : name == "wildcat_search_single"   ? search_single
         : name == "wildcat_search_versions" ? search_versions
                                             : none;
}

thread_local Context* current = nullptr;

int current_device() { return current == nullptr ? -1 : current->device(); }

#define FAIL_AS_PLANNED(function, device) \
  if (const Status planned = faults.at(function, device); planned != success) return planned

template <class T>
T* at(Address address) {
  return reinterpret_cast<T*>(address);
}

bool spared(const FakeCudaLaunches& launches, Kernel kernel, unsigned blocks) {
  if (launches.kernel == nullptr && launches.blocks == 0) return false;
  return (launches.kernel == nullptr || kernel_named(launches.kernel) == kernel) &&
         (launches.blocks == 0 || launches.blocks == blocks);
}

void search(Kernel kernel, unsigned blocks, Address table, const wildcat_gpu_launch& launch,
            Address stop_word, Address ring) {
  const FakeCudaPlan now = current_plan();
  std::this_thread::sleep_for(std::chrono::microseconds(now.slow_microseconds));
  if (!spared(now.spared, kernel, blocks))
    std::this_thread::sleep_for(std::chrono::nanoseconds(now.slow_nanoseconds) * launch.versions *
                                launch.nonces);
  if (now.blind) return;
  const auto run = kernel == search_single ? shim_search_single : shim_search_versions;
  run(blocks, at<wildcat_gpu_version>(table), launch, at<wildcat_u32>(stop_word),
      at<wildcat_gpu_ring>(ring));
}

}  // namespace

EXPORTED void fake_cuda_control(const FakeCudaPlan& next) {
  const std::lock_guard lock(plan_mutex);
  plan = next;
  faults.plan(next.fault);
}

EXPORTED int fake_cuda_contexts() { return contexts.load(); }

EXPORTED Status cuInit(unsigned) {
  FAIL_AS_PLANNED("cuInit", 0);
  return current_plan().devices == 0 ? no_device : success;
}
EXPORTED Status cuDriverGetVersion(int* version) {
  *version = current_plan().version;
  return success;
}
EXPORTED Status cuGetErrorName(Status, const char** name) {
  *name = "CUDA_ERROR_FAKE";
  return success;
}
EXPORTED Status cuGetErrorString(Status, const char** text) {
  *text = "as the test wants it";
  return success;
}
EXPORTED Status cuDeviceGetCount(int* count) {
  FAIL_AS_PLANNED("cuDeviceGetCount", 0);
  *count = current_plan().devices;
  return success;
}
EXPORTED Status cuDeviceGet(int* device, int ordinal) {
  FAIL_AS_PLANNED("cuDeviceGet", ordinal);
  *device = ordinal;
  return ordinal < current_plan().devices ? success : invalid_value;
}
EXPORTED Status cuDeviceGetName(char* name, int size, int) {
  std::strncpy(name, "Fake GPU", static_cast<std::size_t>(size));
  return success;
}
EXPORTED Status cuDeviceGetPCIBusId(char* id, int size, int device) {
  std::strncpy(id, "0000:41:00.0", static_cast<std::size_t>(size));
  id[6] = static_cast<char>('1' + device);
  return success;
}
EXPORTED Status cuDeviceGetUuid_v2(unsigned char* uuid, int device) {
  std::fill_n(uuid, 16, static_cast<unsigned char>(0));
  uuid[0] = current_plan().uuid;
  uuid[15] = static_cast<unsigned char>(device);
  return success;
}
EXPORTED Status cuDeviceGetAttribute(int* value, int attribute, int) {
  const int capability = current_plan().capability;
  *value = attribute == 16   ? multiprocessors
           : attribute == 75 ? capability / 10
           : attribute == 76 ? capability % 10
                             : 0;
  return success;
}

EXPORTED Status cuCtxCreate_v2(Context** context, unsigned, int device) {
  FAIL_AS_PLANNED("cuCtxCreate_v2", device);
  *context = current = new Context(device);
  ++contexts;
  return success;
}
EXPORTED Status cuCtxDestroy_v2(Context* context) {
  if (current == context) current = nullptr;
  delete context;
  --contexts;
  return success;
}
EXPORTED Status cuCtxSetCurrent(Context* context) {
  current = context;
  FAIL_AS_PLANNED("cuCtxSetCurrent", current_device());
  return success;
}

EXPORTED Status cuModuleLoadData(void** module, const void* image) {
  FAIL_AS_PLANNED("cuModuleLoadData", current_device());
  *module = const_cast<void*>(image);
  return success;
}
EXPORTED Status cuModuleGetFunction(std::uintptr_t* function, void*, const char* name) {
  FAIL_AS_PLANNED("cuModuleGetFunction", current_device());
  *function = kernel_named(name);
  return *function == none ? invalid_value : success;
}
EXPORTED Status cuOccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, std::uintptr_t, int,
                                                            std::size_t) {
  FAIL_AS_PLANNED("cuOccupancyMaxActiveBlocksPerMultiprocessor", current_device());
  *blocks = current_plan().occupancy;
  return success;
}

EXPORTED Status cuMemAlloc_v2(Address* address, std::size_t bytes) {
  FAIL_AS_PLANNED("cuMemAlloc_v2", current_device());
  *address = reinterpret_cast<Address>(current->allocate(bytes));
  return success;
}
EXPORTED Status cuMemHostAlloc(void** memory, std::size_t bytes, unsigned) {
  FAIL_AS_PLANNED("cuMemHostAlloc", current_device());
  *memory = current->allocate(bytes);
  return success;
}
EXPORTED Status cuMemHostGetDevicePointer_v2(Address* address, void* memory, unsigned) {
  FAIL_AS_PLANNED("cuMemHostGetDevicePointer_v2", current_device());
  *address = reinterpret_cast<Address>(memory);
  return success;
}
EXPORTED Status cuMemsetD32Async(Address address, unsigned value, std::size_t words, void*) {
  FAIL_AS_PLANNED("cuMemsetD32Async", current_device());
  current->put([=] { std::fill_n(at<unsigned>(address), words, value); });
  return success;
}
EXPORTED Status cuMemcpyDtoHAsync_v2(void* to, Address from, std::size_t bytes, void*) {
  FAIL_AS_PLANNED("cuMemcpyDtoHAsync_v2", current_device());
  current->put([=] { std::memcpy(to, at<char>(from), bytes); });
  return success;
}

EXPORTED Status cuStreamCreate(void** stream, unsigned) {
  FAIL_AS_PLANNED("cuStreamCreate", current_device());
  *stream = nullptr;
  return success;
}
EXPORTED Status cuEventCreate(Event** event, unsigned) {
  FAIL_AS_PLANNED("cuEventCreate", current_device());
  *event = new (current->allocate(sizeof(Event))) Event;
  return success;
}
EXPORTED Status cuEventRecord(Event* event, void*) {
  FAIL_AS_PLANNED("cuEventRecord", current_device());
  event->over = false;
  const bool hangs = current_plan().hanging_device == current_device();
  current->put([=] { event->over = !hangs; });
  return success;
}
EXPORTED Status cuEventQuery(Event* event) {
  FAIL_AS_PLANNED("cuEventQuery", current_device());
  return event->over ? success : not_ready;
}

EXPORTED Status cuLaunchKernel(std::uintptr_t function, unsigned blocks, unsigned, unsigned,
                               unsigned threads, unsigned, unsigned, unsigned, void*,
                               void** parameters, void**) {
  FAIL_AS_PLANNED("cuLaunchKernel", current_device());
  if (threads != WILDCAT_CUDA_BLOCK) return invalid_value;
  const Address table = *static_cast<Address*>(parameters[0]);
  if (function == make_versions) {
    const auto headers = *static_cast<wildcat_gpu_headers*>(parameters[1]);
    current->put([=] { shim_make_versions(blocks, at<wildcat_gpu_version>(table), headers); });
    return success;
  }
  const auto launch = *static_cast<wildcat_gpu_launch*>(parameters[1]);
  const Address stop_word = *static_cast<Address*>(parameters[2]);
  const Address ring = *static_cast<Address*>(parameters[3]);
  const auto kernel = static_cast<Kernel>(function);
  current->put([=] { search(kernel, blocks, table, launch, stop_word, ring); });
  return success;
}
