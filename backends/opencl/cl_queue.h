// SPDX-License-Identifier: MIT
// The launches of one OpenCL device: each slot has a command queue, a table of versions and a ring
// of its own. Kernels cannot be stopped (OpenCL 1.2 promises nothing about memory that the host
// writes meanwhile), so launches are kept short instead.
#pragma once

#include <memory>
#include <vector>

#include "backends/gpu/launch_queue.h"
#include "backends/opencl/cl_object.h"

namespace wildcat::opencl {

/// What the queues of one device share. Whoever makes it keeps it longer than they live.
struct ClProgramOnDevice {
  std::shared_ptr<const ClApi> api;
  cl_device_id device = nullptr;
  ClContext context;
  ClProgram program;
};

/// How a queue is to drive its device.
struct ClQueueSetting {
  std::uint32_t group = 64;            ///< work-items of a group, a power of two
  std::uint32_t groups = 1;            ///< groups of a launch, when there is work for so many
  std::uint32_t max_versions = 65536;  ///< rows of each table
  double first_rate = 50e6;            ///< hashes/s that the device surely reaches
};

class ClQueue final : public gpu::LaunchQueue {
 public:
  /// Makes queues, buffers and kernels. Error: device_failed.
  static Result<std::unique_ptr<ClQueue>> open(std::shared_ptr<ClProgramOnDevice> on,
                                               const ClQueueSetting& setting);
  ~ClQueue() override;

  const gpu::QueueLimits& limits() const override { return limits_; }
  Result<void> make_versions(std::uint32_t slot, const wildcat_gpu_headers& headers) override;
  Result<void> launch(std::uint32_t slot, gpu::Search search,
                      const wildcat_gpu_launch& launch) override;
  Result<bool> finished(std::uint32_t slot) override;
  const wildcat_gpu_ring& answer(std::uint32_t slot) const override { return rings_[slot]; }
  std::uint32_t stop_word() const noexcept override { return 0; }
  void poke() noexcept override {}
  void abandon() noexcept override;

  /// Most work-items of a group that both searches can have here.
  std::uint32_t most_work_items() const;

 private:
  struct Slot {
    ClCommandQueue queue;
    ClBuffer table;
    ClBuffer ring;
    ClEvent done;
  };

  ClQueue(std::shared_ptr<ClProgramOnDevice> on, const ClQueueSetting& setting);
  Result<void> make_objects();
  Result<void> make_slot();
  Result<ClBuffer> buffer(std::size_t size) const;
  Result<ClKernel> kernel(const char* name) const;
  Result<void> set(const ClKernel& kernel, cl_uint index, std::size_t size,
                   const void* value) const;
  Result<void> enqueue(const Slot& slot, const ClKernel& kernel, std::uint32_t groups,
                       std::uint32_t group) const;
  std::uint32_t groups_for(gpu::Search search, const wildcat_gpu_launch& launch) const;

  std::shared_ptr<ClProgramOnDevice> on_;
  const ClApi& api_;
  const ClQueueSetting setting_;
  gpu::QueueLimits limits_;
  ClKernel versions_kernel_;
  ClKernel single_kernel_;
  ClKernel major_kernel_;
  ClBuffer stop_word_;
  std::vector<Slot> slots_;
  std::unique_ptr<wildcat_gpu_ring[]> rings_;  ///< the driver writes them
};

}  // namespace wildcat::opencl
