// SPDX-License-Identifier: MIT
// Everything belongs to the context and goes with it.
#include "backends/cuda/cuda_queue.h"

#include <algorithm>
#include <atomic>
#include <utility>

namespace wildcat::cuda {
namespace {

constexpr int block_threads = WILDCAT_CUDA_BLOCK;
// What a good kernel reaches: arithmetic instructions of a hash on 64 lanes per multiprocessor.
constexpr double lanes = 64;
constexpr double instructions_per_hash = 1600;
constexpr double smallest_first_rate = 50e6;
constexpr std::uint32_t table_rows = 4096;

}  // namespace

Result<std::unique_ptr<gpu::LaunchQueue>> CudaQueue::open(const QueueSetup& setup) {
  std::unique_ptr<CudaQueue> queue(new CudaQueue(setup.driver));
  if (auto opened = queue->open_context(setup); !opened) return opened.error();
  if (auto found = queue->find_kernels(setup); !found) return found.error();
  if (auto opened = queue->open_stop_word(); !opened) return opened.error();
  queue->slots_.resize(queue->limits_.slots);
  for (Slot& slot : queue->slots_)
    if (auto opened = queue->open_slot(slot); !opened) return opened.error();
  return std::unique_ptr<gpu::LaunchQueue>(std::move(queue));
}

CudaQueue::~CudaQueue() {
  if (context_ != nullptr && !abandoned_) driver_->cuCtxDestroy(context_);
}

Result<void> CudaQueue::open_context(const QueueSetup& setup) {
  if (auto got = check("finding the device", driver_->cuDeviceGet(&device_, setup.ordinal)); !got)
    return got;
  limits_.group = block_threads;
  limits_.max_versions = table_rows;
  const double clock = 1e3 * attribute(clock_khz);
  limits_.first_rate = std::max(
      smallest_first_rate, attribute(multiprocessors) * lanes * clock / instructions_per_hash / 4);
  return check("opening the device",
               driver_->cuCtxCreate(&context_, schedule_blocking | map_host, device_));
}

Result<void> CudaQueue::find_kernels(const QueueSetup& setup) {
  if (auto loaded =
          check("loading the kernels", driver_->cuModuleLoadData(&module_, setup.image.data));
      !loaded)
    return loaded;
  for (const auto& [kernel, name] : {std::pair{&make_versions_, "wildcat_make_versions"},
                                     std::pair{&single_, "wildcat_search_single"},
                                     std::pair{&version_major_, "wildcat_search_versions"}}) {
    auto found = find_kernel(name, setup.blocks);
    if (!found) return found.error();
    *kernel = *found;
  }
  return {};
}

Result<CudaQueue::Kernel> CudaQueue::find_kernel(const char* name, std::uint32_t blocks) const {
  Kernel kernel;
  if (auto found =
          check("finding a kernel", driver_->cuModuleGetFunction(&kernel.function, module_, name));
      !found)
    return found.error();
  int fit = 0;
  if (auto asked =
          check("asking for the occupancy", driver_->cuOccupancyMaxActiveBlocksPerMultiprocessor(
                                                &fit, kernel.function, block_threads, 0));
      !asked)
    return asked.error();
  const auto most = static_cast<std::uint32_t>(std::max(fit, 1));
  kernel.blocks = (blocks == 0 ? most : std::min(blocks, most)) *
                  static_cast<unsigned>(std::max(attribute(multiprocessors), 1));
  return kernel;
}

Result<void> CudaQueue::open_stop_word() {
  void* memory = nullptr;
  if (auto got = check("allocating the host's memory",
                       driver_->cuMemHostAlloc(&memory, sizeof *stop_word_, host_device_map));
      !got)
    return got;
  stop_word_ = static_cast<std::uint32_t*>(memory);
  *stop_word_ = 0;
  return check("mapping the host's memory",
               driver_->cuMemHostGetDevicePointer(&stop_address_, memory, 0));
}

Result<void> CudaQueue::open_slot(Slot& slot) {
  void* answer = nullptr;
  const std::pair<const char*, Status> steps[] = {
      {"making a stream", driver_->cuStreamCreate(&slot.stream, stream_non_blocking)},
      {"making an event", driver_->cuEventCreate(&slot.over, event_blocking | event_no_timing)},
      {"allocating the table",
       driver_->cuMemAlloc(&slot.table, table_rows * sizeof(wildcat_gpu_version))},
      {"allocating the ring", driver_->cuMemAlloc(&slot.ring, sizeof(wildcat_gpu_ring))},
      {"allocating the host's memory",
       driver_->cuMemHostAlloc(&answer, sizeof(wildcat_gpu_ring), 0)},
  };
  slot.answer = static_cast<wildcat_gpu_ring*>(answer);
  for (const auto& [doing, status] : steps)
    if (auto done = check(doing, status); !done) return done;
  return {};
}

Result<void> CudaQueue::make_versions(std::uint32_t slot, const wildcat_gpu_headers& headers) {
  if (auto entered = enter(); !entered) return entered;
  wildcat_gpu_headers copy = headers;
  void* parameters[] = {&slots_[slot].table, &copy};
  return run(make_versions_, (headers.versions - 1) / block_threads + 1, slots_[slot].stream,
             parameters);
}

// One after another in the slot's stream; the event says when all of it is over.
Result<void> CudaQueue::launch(std::uint32_t number, gpu::Search search,
                               const wildcat_gpu_launch& launch) {
  if (auto entered = enter(); !entered) return entered;
  Slot& slot = slots_[number];
  const Kernel& kernel = search == gpu::Search::single ? single_ : version_major_;
  wildcat_gpu_launch copy = launch;
  void* parameters[] = {&slot.table, &copy, &stop_address_, &slot.ring};
  if (auto cleared =
          check("clearing the ring", driver_->cuMemsetD32Async(slot.ring, 0, 2, slot.stream));
      !cleared)
    return cleared;
  if (auto begun = run(kernel, kernel.blocks, slot.stream, parameters); !begun) return begun;
  if (auto fetched = check(
          "fetching the answer",
          driver_->cuMemcpyDtoHAsync(slot.answer, slot.ring, sizeof *slot.answer, slot.stream));
      !fetched)
    return fetched;
  return check("recording an event", driver_->cuEventRecord(slot.over, slot.stream));
}

Result<void> CudaQueue::run(const Kernel& kernel, unsigned blocks, Stream stream,
                            void** parameters) const {
  return check("launching a kernel",
               driver_->cuLaunchKernel(kernel.function, blocks, 1, 1, block_threads, 1, 1, 0,
                                       stream, parameters, nullptr));
}

Result<bool> CudaQueue::finished(std::uint32_t slot) {
  if (auto entered = enter(); !entered) return entered.error();
  const Status status = driver_->cuEventQuery(slots_[slot].over);
  if (status == not_ready) return false;
  if (auto over = check("searching", status); !over) return over.error();
  return true;
}

std::uint32_t CudaQueue::stop_word() const noexcept {
  return std::atomic_ref(*stop_word_).load(std::memory_order_acquire);
}

void CudaQueue::poke() noexcept {
  std::atomic_ref(*stop_word_).fetch_add(1, std::memory_order_acq_rel);
}

// A thread may drive several queues.
Result<void> CudaQueue::enter() const {
  return check("entering the context", driver_->cuCtxSetCurrent(context_));
}

Result<void> CudaQueue::check(const char* doing, Status status) const {
  if (status == success) return {};
  return driver_->failure(doing, status);
}

int CudaQueue::attribute(Attribute which) const {
  int value = 0;
  return driver_->cuDeviceGetAttribute(&value, which, device_) == success ? value : 0;
}

}  // namespace wildcat::cuda
