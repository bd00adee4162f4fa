// SPDX-License-Identifier: MIT
// The queue of launches of one CUDA device: a context of its own, and for each slot a stream, a
// table, and a ring on the GPU with a copy in the host's memory.
#pragma once

#include <memory>
#include <vector>

#include "backends/cuda/cuda_image.h"
#include "backends/cuda/driver_api.h"
#include "backends/gpu/launch_queue.h"

namespace wildcat::cuda {

/// What a queue is opened on.
struct QueueSetup {
  std::shared_ptr<const Driver> driver;
  int ordinal = 0;
  Image image;
  std::uint32_t blocks = 0;  ///< per multiprocessor; 0, or more than fit: as many as fit
};

/// See LaunchQueue for the thread rule.
class CudaQueue final : public gpu::LaunchQueue {
 public:
  /// Errors: device_failed, naming the step.
  static Result<std::unique_ptr<gpu::LaunchQueue>> open(const QueueSetup& setup);
  ~CudaQueue() override;

  const gpu::QueueLimits& limits() const override { return limits_; }
  Result<void> make_versions(std::uint32_t slot, const wildcat_gpu_headers& headers) override;
  Result<void> launch(std::uint32_t slot, gpu::Search search,
                      const wildcat_gpu_launch& launch) override;
  Result<bool> finished(std::uint32_t slot) override;
  const wildcat_gpu_ring& answer(std::uint32_t slot) const override { return *slots_[slot].answer; }
  std::uint32_t stop_word() const noexcept override;
  void poke() noexcept override;
  void abandon() noexcept override { abandoned_ = true; }

 private:
  struct Slot {
    Stream stream = nullptr;
    Event over = nullptr;
    Address table = 0;
    Address ring = 0;
    wildcat_gpu_ring* answer = nullptr;
  };
  // A kernel and as many blocks as the GPU holds of it.
  struct Kernel {
    Function function = nullptr;
    unsigned blocks = 1;
  };

  explicit CudaQueue(std::shared_ptr<const Driver> driver) : driver_(std::move(driver)) {}
  Result<void> open_context(const QueueSetup& setup);
  Result<void> find_kernels(const QueueSetup& setup);
  Result<Kernel> find_kernel(const char* name, std::uint32_t blocks) const;
  Result<void> open_stop_word();
  Result<void> open_slot(Slot& slot);
  Result<void> run(const Kernel& kernel, unsigned blocks, Stream stream, void** parameters) const;
  Result<void> enter() const;
  Result<void> check(const char* doing, Status status) const;
  int attribute(Attribute which) const;

  std::shared_ptr<const Driver> driver_;
  gpu::QueueLimits limits_;
  bool abandoned_ = false;
  DeviceNumber device_ = 0;
  Context context_ = nullptr;
  Module module_ = nullptr;
  Kernel make_versions_;
  Kernel single_;
  Kernel version_major_;
  std::uint32_t* stop_word_ = nullptr;  // of the host, seen by the GPU as:
  Address stop_address_ = 0;
  std::vector<Slot> slots_;
};

}  // namespace wildcat::cuda
