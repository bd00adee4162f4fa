// SPDX-License-Identifier: MIT
// Launches searches on one OpenCL device and reads their hits back, two launches at a time.
#include "backends/opencl/cl_queue.h"

#include <algorithm>

namespace wildcat::opencl {
namespace {

constexpr std::uint32_t slot_count = 2;
constexpr wildcat_u32 empty_ring[4] = {};
// Of the kernel that fills a table: any device takes so few.
constexpr std::uint32_t version_group = 32;

std::uint64_t divide_up(std::uint64_t x, std::uint64_t by) { return (x + by - 1) / by; }

// Puts what was made into its place.
template <class T>
Result<void> keep(T& place, Result<T> made) {
  if (!made) return made.error();
  place = std::move(*made);
  return {};
}

}  // namespace

ClQueue::ClQueue(std::shared_ptr<ClProgramOnDevice> on, const ClQueueSetting& setting)
    : on_(std::move(on)),
      api_(*on_->api),
      setting_(setting),
      limits_{slot_count, setting.max_versions, setting.group, setting.first_rate},
      rings_(std::make_unique<wildcat_gpu_ring[]>(slot_count)) {}

// Whatever is under way writes into the rings, so it has to end first.
ClQueue::~ClQueue() {
  for (Slot& slot : slots_)
    if (slot.queue) api_.Finish(slot.queue.get());
}

Result<std::unique_ptr<ClQueue>> ClQueue::open(std::shared_ptr<ClProgramOnDevice> on,
                                               const ClQueueSetting& setting) {
  std::unique_ptr<ClQueue> queue(new ClQueue(std::move(on), setting));
  if (auto made = queue->make_objects(); !made) return made.error();
  return queue;
}

Result<void> ClQueue::make_objects() {
  auto made = keep(stop_word_, buffer(sizeof(wildcat_u32)));
  if (made) made = keep(versions_kernel_, kernel("wildcat_make_versions"));
  if (made) made = keep(single_kernel_, kernel("wildcat_search_single"));
  if (made) made = keep(major_kernel_, kernel("wildcat_search_versions"));
  while (made && slots_.size() < slot_count) made = make_slot();
  return made;
}

Result<void> ClQueue::make_slot() {
  Slot& slot = slots_.emplace_back();
  cl_int code = CL_SUCCESS;
  slot.queue =
      ClCommandQueue(api_, api_.CreateCommandQueue(on_->context.get(), on_->device, 0, &code));
  if (!slot.queue) return call_failed("clCreateCommandQueue", code);
  auto made = keep(slot.table, buffer(setting_.max_versions * sizeof(wildcat_gpu_version)));
  if (made) made = keep(slot.ring, buffer(sizeof(wildcat_gpu_ring)));
  return made;
}

Result<ClBuffer> ClQueue::buffer(std::size_t size) const {
  cl_int code = CL_SUCCESS;
  ClBuffer made(api_,
                api_.CreateBuffer(on_->context.get(), CL_MEM_READ_WRITE, size, nullptr, &code));
  if (!made) return call_failed("clCreateBuffer", code);
  return made;
}

Result<ClKernel> ClQueue::kernel(const char* name) const {
  cl_int code = CL_SUCCESS;
  ClKernel made(api_, api_.CreateKernel(on_->program.get(), name, &code));
  if (!made) return call_failed("clCreateKernel", code);
  return made;
}

std::uint32_t ClQueue::most_work_items() const {
  std::size_t most = SIZE_MAX;
  for (const ClKernel* each : {&single_kernel_, &major_kernel_}) {
    std::size_t size = 1;
    api_.GetKernelWorkGroupInfo(each->get(), on_->device, CL_KERNEL_WORK_GROUP_SIZE, sizeof size,
                                &size, nullptr);
    most = std::min(most, std::max<std::size_t>(size, 1));
  }
  return static_cast<std::uint32_t>(std::min<std::size_t>(most, 1u << 16));
}

Result<void> ClQueue::set(const ClKernel& kernel, cl_uint index, std::size_t size,
                          const void* value) const {
  const cl_int code = api_.SetKernelArg(kernel.get(), index, size, value);
  if (code != CL_SUCCESS) return call_failed("clSetKernelArg", code);
  return {};
}

Result<void> ClQueue::enqueue(const Slot& slot, const ClKernel& kernel, std::uint32_t groups,
                              std::uint32_t group) const {
  const std::size_t local = group, global = local * groups;
  const cl_int code = api_.EnqueueNDRangeKernel(slot.queue.get(), kernel.get(), 1, nullptr, &global,
                                                &local, 0, nullptr, nullptr);
  if (code != CL_SUCCESS) return call_failed("clEnqueueNDRangeKernel", code);
  return {};
}

Result<void> ClQueue::make_versions(std::uint32_t number, const wildcat_gpu_headers& headers) {
  Slot& slot = slots_[number];
  const cl_mem table = slot.table.get();
  auto done = set(versions_kernel_, 0, sizeof table, &table);
  if (done) done = set(versions_kernel_, 1, sizeof headers, &headers);
  const std::uint32_t group = std::min(version_group, setting_.group);
  if (done)
    done = enqueue(slot, versions_kernel_,
                   static_cast<std::uint32_t>(divide_up(headers.versions, group)), group);
  return done;
}

// No more groups than the kernel has items to search.
std::uint32_t ClQueue::groups_for(gpu::Search search, const wildcat_gpu_launch& launch) const {
  const std::uint64_t group = setting_.group;
  const std::uint64_t items =
      search == gpu::Search::single
          ? launch.versions * divide_up(launch.nonces, group * WILDCAT_GPU_BATCH)
          : launch.versions / group * divide_up(launch.nonces, WILDCAT_GPU_BATCH);
  return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(items, 1, setting_.groups));
}

Result<void> ClQueue::launch(std::uint32_t number, gpu::Search search,
                             const wildcat_gpu_launch& launch) {
  Slot& slot = slots_[number];
  const ClKernel& kernel = search == gpu::Search::single ? single_kernel_ : major_kernel_;
  const cl_mem table = slot.table.get(), stop_word = stop_word_.get(), ring = slot.ring.get();
  cl_int code = api_.EnqueueWriteBuffer(slot.queue.get(), ring, CL_FALSE, 0, sizeof empty_ring,
                                        empty_ring, 0, nullptr, nullptr);
  if (code != CL_SUCCESS) return call_failed("clEnqueueWriteBuffer", code);
  auto done = set(kernel, 0, sizeof table, &table);
  if (done) done = set(kernel, 1, sizeof launch, &launch);
  if (done) done = set(kernel, 2, sizeof stop_word, &stop_word);
  if (done) done = set(kernel, 3, sizeof ring, &ring);
  if (done) done = enqueue(slot, kernel, groups_for(search, launch), setting_.group);
  if (!done) return done;
  cl_event event = nullptr;
  code = api_.EnqueueReadBuffer(slot.queue.get(), ring, CL_FALSE, 0, sizeof(wildcat_gpu_ring),
                                &rings_[number], 0, nullptr, &event);
  if (code != CL_SUCCESS) return call_failed("clEnqueueReadBuffer", code);
  slot.done = ClEvent(api_, event);
  code = api_.Flush(slot.queue.get());
  if (code != CL_SUCCESS) return call_failed("clFlush", code);
  return {};
}

Result<bool> ClQueue::finished(std::uint32_t number) {
  cl_int status = CL_COMPLETE;
  const cl_int code =
      api_.GetEventInfo(slots_[number].done.get(), CL_EVENT_COMMAND_EXECUTION_STATUS, sizeof status,
                        &status, nullptr);
  if (code != CL_SUCCESS) return call_failed("clGetEventInfo", code);
  if (status < 0) return call_failed("launch", status);
  return status == CL_COMPLETE;
}

// A driver that hangs would hang when something is given back too, and may still write the rings.
void ClQueue::abandon() noexcept {
  for (Slot& slot : slots_) {
    slot.queue.abandon();
    slot.table.abandon();
    slot.ring.abandon();
    slot.done.abandon();
  }
  for (ClKernel* each : {&versions_kernel_, &single_kernel_, &major_kernel_}) each->abandon();
  stop_word_.abandon();
  on_->program.abandon();
  on_->context.abandon();
  (void)rings_.release();
}

}  // namespace wildcat::opencl
