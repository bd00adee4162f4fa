// SPDX-License-Identifier: MIT
// Objects belong to their context, contexts to the library: what a hanging device was left with
// stays valid, as it has to. Both searches run the text of the single one, which takes groups of
// any size; their answers are the same.
#include "tests/unit/opencl/fake_opencl.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "tests/support/cuda_shim.h"
#include "tests/unit/opencl/fake_cl.h"
#include "tests/unit/opencl/fake_cl_objects.h"

#define EXPORTED extern "C" __attribute__((visibility("default")))

namespace {

using namespace wildcat;
using namespace wildcat::opencl::fake;
using test::FakeOpenclPlan;

constexpr unsigned most_devices = 4;
// Groups of one size only: fewer ways to tune.
constexpr std::size_t work_group = 64;

std::mutex plan_mutex;
FakeOpenclPlan plan;
test::FaultCounter faults;

FakeOpenclPlan current_plan() {
  const std::lock_guard lock(plan_mutex);
  return plan;
}

// All devices that any plan may have, so that their handles outlive it.
std::vector<Device>& cards() {
  static std::vector<Device> all(most_devices, good_device("Fake card")
                                                   .with(CL_DEVICE_MAX_WORK_GROUP_SIZE, work_group)
                                                   .with(CL_DEVICE_MAX_COMPUTE_UNITS, cl_uint{2}));
  return all;
}

int number_of(cl_device_id id) { return static_cast<int>(&behind<Device>(id) - cards().data()); }

template <class T>
T none(cl_int* code, cl_int why) {
  *code = why;
  return nullptr;
}

#define FAIL_AS_PLANNED(function, device) \
  if (const cl_int planned = faults.at(function, device); planned != CL_SUCCESS) return planned
#define MAKE_NOTHING_AS_PLANNED(function, device, Handle)                        \
  if (const cl_int planned = faults.at(function, device); planned != CL_SUCCESS) \
  return none<Handle>(code, planned)

bool hangs(int device) { return current_plan().hanging_device == device; }

void search(Buffer& table, const wildcat_gpu_launch& launch, Buffer& stop_word, Buffer& ring) {
  if (current_plan().blind) return;
  test::shim_search_single(1, table.as<wildcat_gpu_version>(), launch, stop_word.words.data(),
                           ring.as<wildcat_gpu_ring>());
}

void put(Queue& queue, const Kernel& kernel) {
  Buffer& table = behind<Buffer>(kernel.argument<cl_mem>(0));
  if (kernel.name == "wildcat_make_versions") {
    const auto headers = kernel.argument<wildcat_gpu_headers>(1);
    const unsigned blocks = (headers.versions - 1) / WILDCAT_CUDA_BLOCK + 1;
    return queue.thread.put([&table, headers, blocks] {
      test::shim_make_versions(blocks, table.as<wildcat_gpu_version>(), headers);
    });
  }
  const auto launch = kernel.argument<wildcat_gpu_launch>(1);
  Buffer& stop_word = behind<Buffer>(kernel.argument<cl_mem>(2));
  Buffer& ring = behind<Buffer>(kernel.argument<cl_mem>(3));
  queue.thread.put([&table, launch, &stop_word, &ring] { search(table, launch, stop_word, ring); });
}

// What a hanging device leaves behind, too.
std::vector<std::unique_ptr<Context>>& contexts() {
  static auto* const all = new std::vector<std::unique_ptr<Context>>;  // to the process's end
  return *all;
}
std::mutex contexts_mutex;

}  // namespace

EXPORTED void fake_opencl_control(const FakeOpenclPlan& next) {
  const std::lock_guard lock(plan_mutex);
  plan = next;
  faults.plan(next.fault);
}

EXPORTED int fake_opencl_contexts() {
  const std::lock_guard lock(contexts_mutex);
  return static_cast<int>(contexts().size());
}

EXPORTED cl_int CL_API_CALL clGetPlatformIDs(cl_uint room, cl_platform_id* to, cl_uint* count) {
  const FakeOpenclPlan now = current_plan();
  if (count != nullptr) *count = now.platforms;
  for (cl_uint i = 0; to != nullptr && i < std::min(room, now.platforms); ++i)
    to[i] = reinterpret_cast<cl_platform_id>(std::uintptr_t{i} + 1);
  return now.platforms_answer;
}
EXPORTED cl_int CL_API_CALL clGetPlatformInfo(cl_platform_id, cl_platform_info, std::size_t room,
                                              void* to, std::size_t* size) {
  static const char name[] = "Fake platform";
  return answer(name, sizeof name, room, to, size);
}
EXPORTED cl_int CL_API_CALL clGetDeviceIDs(cl_platform_id platform, cl_device_type, cl_uint room,
                                           cl_device_id* to, cl_uint* count) {
  const unsigned there =
      reinterpret_cast<std::uintptr_t>(platform) == 1 ? current_plan().devices : 0;
  if (there == 0) return CL_DEVICE_NOT_FOUND;
  if (count != nullptr) *count = there;
  for (cl_uint i = 0; to != nullptr && i < std::min(room, there); ++i)
    to[i] = handle_of<cl_device_id>(cards()[i]);
  return CL_SUCCESS;
}
EXPORTED cl_int CL_API_CALL clGetDeviceInfo(cl_device_id id, cl_device_info what, std::size_t room,
                                            void* to, std::size_t* size) {
  FAIL_AS_PLANNED("clGetDeviceInfo", number_of(id));
  const auto& answers = behind<Device>(id).answers;
  const auto at = answers.find(what);
  if (at == answers.end()) return CL_INVALID_VALUE;
  return answer(at->second.data(), at->second.size(), room, to, size);
}

EXPORTED cl_context CL_API_CALL clCreateContext(
    const cl_context_properties*, cl_uint, const cl_device_id* device,
    void(CL_CALLBACK*)(const char*, const void*, std::size_t, void*), void*, cl_int* code) {
  MAKE_NOTHING_AS_PLANNED("clCreateContext", number_of(*device), cl_context);
  const std::lock_guard lock(contexts_mutex);
  return handle_of<cl_context>(
      *contexts().emplace_back(std::make_unique<Context>(number_of(*device))));
}
EXPORTED cl_int CL_API_CALL clReleaseContext(cl_context context) {
  const std::lock_guard lock(contexts_mutex);
  std::erase_if(contexts(),
                [&](const auto& each) { return each.get() == &behind<Context>(context); });
  return CL_SUCCESS;
}
EXPORTED cl_command_queue CL_API_CALL clCreateCommandQueue(cl_context in, cl_device_id,
                                                           cl_command_queue_properties,
                                                           cl_int* code) {
  auto& context = behind<Context>(in);
  MAKE_NOTHING_AS_PLANNED("clCreateCommandQueue", context.device, cl_command_queue);
  return handle_of<cl_command_queue>(context.make_queue());
}

EXPORTED cl_program CL_API_CALL clCreateProgramWithSource(cl_context in, cl_uint, const char**,
                                                          const std::size_t*, cl_int* code) {
  auto& context = behind<Context>(in);
  MAKE_NOTHING_AS_PLANNED("clCreateProgramWithSource", context.device, cl_program);
  return handle_of<cl_program>(context.make<Program>(context));
}
// It keeps no binaries.
EXPORTED cl_program CL_API_CALL clCreateProgramWithBinary(cl_context, cl_uint, const cl_device_id*,
                                                          const std::size_t*, const unsigned char**,
                                                          cl_int*, cl_int* code) {
  return none<cl_program>(code, CL_INVALID_BINARY);
}
EXPORTED cl_int CL_API_CALL clGetProgramInfo(cl_program, cl_program_info, std::size_t, void*,
                                             std::size_t*) {
  return CL_INVALID_VALUE;
}
EXPORTED cl_int CL_API_CALL clBuildProgram(cl_program program, cl_uint, const cl_device_id*,
                                           const char*, void(CL_CALLBACK*)(cl_program, void*),
                                           void*) {
  FAIL_AS_PLANNED("clBuildProgram", behind<Program>(program).context.device);
  return CL_SUCCESS;
}
EXPORTED cl_int CL_API_CALL clGetProgramBuildInfo(cl_program, cl_device_id, cl_program_build_info,
                                                  std::size_t room, void* to, std::size_t* size) {
  static const char log[] = "as the test wants it";
  return answer(log, sizeof log, room, to, size);
}
EXPORTED cl_kernel CL_API_CALL clCreateKernel(cl_program program, const char* name, cl_int* code) {
  auto& context = behind<Program>(program).context;
  MAKE_NOTHING_AS_PLANNED("clCreateKernel", context.device, cl_kernel);
  return handle_of<cl_kernel>(context.make<Kernel>(context, name));
}
EXPORTED cl_int CL_API_CALL clGetKernelWorkGroupInfo(cl_kernel, cl_device_id,
                                                     cl_kernel_work_group_info, std::size_t room,
                                                     void* to, std::size_t* size) {
  return answer(&work_group, sizeof work_group, room, to, size);
}
EXPORTED cl_int CL_API_CALL clSetKernelArg(cl_kernel kernel, cl_uint index, std::size_t size,
                                           const void* value) {
  FAIL_AS_PLANNED("clSetKernelArg", behind<Kernel>(kernel).context.device);
  behind<Kernel>(kernel).arguments.at(index).assign(static_cast<const char*>(value), size);
  return CL_SUCCESS;
}
EXPORTED cl_mem CL_API_CALL clCreateBuffer(cl_context in, cl_mem_flags, std::size_t size, void*,
                                           cl_int* code) {
  auto& context = behind<Context>(in);
  MAKE_NOTHING_AS_PLANNED("clCreateBuffer", context.device, cl_mem);
  return handle_of<cl_mem>(context.make<Buffer>(size));
}

EXPORTED cl_int CL_API_CALL clEnqueueWriteBuffer(cl_command_queue to, cl_mem buffer, cl_bool,
                                                 std::size_t, std::size_t size, const void* from,
                                                 cl_uint, const cl_event*, cl_event*) {
  auto& queue = behind<Queue>(to);
  FAIL_AS_PLANNED("clEnqueueWriteBuffer", queue.context.device);
  queue.thread.put(
      [buffer, from, size] { std::memcpy(behind<Buffer>(buffer).words.data(), from, size); });
  return CL_SUCCESS;
}
EXPORTED cl_int CL_API_CALL clEnqueueNDRangeKernel(cl_command_queue to, cl_kernel kernel, cl_uint,
                                                   const std::size_t*, const std::size_t*,
                                                   const std::size_t*, cl_uint, const cl_event*,
                                                   cl_event*) {
  auto& queue = behind<Queue>(to);
  FAIL_AS_PLANNED("clEnqueueNDRangeKernel", queue.context.device);
  put(queue, behind<Kernel>(kernel));
  return CL_SUCCESS;
}
EXPORTED cl_int CL_API_CALL clEnqueueReadBuffer(cl_command_queue from, cl_mem buffer, cl_bool,
                                                std::size_t, std::size_t size, void* to, cl_uint,
                                                const cl_event*, cl_event* over) {
  auto& queue = behind<Queue>(from);
  const int device = queue.context.device;
  FAIL_AS_PLANNED("clEnqueueReadBuffer", device);
  auto& event = queue.context.make<Event>(device, to);
  *over = handle_of<cl_event>(event);
  const cl_int status = faults.at("launch", device);
  const bool ends = !hangs(device);
  queue.thread.put([=, &event] {
    std::memcpy(to, behind<Buffer>(buffer).words.data(), size);
    event.status = status != CL_SUCCESS ? status : ends ? CL_COMPLETE : CL_RUNNING;
  });
  return CL_SUCCESS;
}
EXPORTED cl_int CL_API_CALL clFlush(cl_command_queue queue) {
  FAIL_AS_PLANNED("clFlush", behind<Queue>(queue).context.device);
  return CL_SUCCESS;
}
EXPORTED cl_int CL_API_CALL clFinish(cl_command_queue waited_for) {
  auto& queue = behind<Queue>(waited_for);
  std::promise<void> over;
  queue.thread.put([&over] { over.set_value(); });
  over.get_future().wait();
  while (hangs(queue.context.device)) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return CL_SUCCESS;
}
EXPORTED cl_int CL_API_CALL clGetEventInfo(cl_event event, cl_event_info, std::size_t room,
                                           void* to, std::size_t* size) {
  FAIL_AS_PLANNED("clGetEventInfo", behind<Event>(event).device);
  const cl_int status = behind<Event>(event).status;
  return answer(&status, sizeof status, room, to, size);
}

// They go with their context.
EXPORTED cl_int CL_API_CALL clReleaseCommandQueue(cl_command_queue) { return CL_SUCCESS; }
EXPORTED cl_int CL_API_CALL clReleaseProgram(cl_program) { return CL_SUCCESS; }
EXPORTED cl_int CL_API_CALL clReleaseKernel(cl_kernel) { return CL_SUCCESS; }
EXPORTED cl_int CL_API_CALL clReleaseMemObject(cl_mem) { return CL_SUCCESS; }
EXPORTED cl_int CL_API_CALL clReleaseEvent(cl_event) { return CL_SUCCESS; }
