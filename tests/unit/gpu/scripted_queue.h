// SPDX-License-Identifier: MIT
// A LaunchQueue that runs the CUDA kernels as host code, at once, and then does to the answer what
// a test wants.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "backends/gpu/launch_queue.h"

namespace wildcat::test {

/// How the queue behaves, and what it saw; outlives the queue.
struct QueueScript {
  gpu::QueueLimits limits{2, 1024, WILDCAT_CUDA_BLOCK, 1e6};
  /// Called after each launch with its number, from 0.
  std::function<void(std::size_t number, wildcat_gpu_ring&)> on_answer = {};
  /// Called before each launch; an error is what launch() returns.
  std::function<Result<void>(std::size_t number)> on_launch = {};
  /// So many queries of a launch answer "not yet".
  std::size_t queries = 0;
  bool hangs = false;

  std::vector<wildcat_gpu_launch> launches = {};
  std::vector<gpu::Search> searches = {};
  std::size_t tables = 0;
  std::size_t pokes = 0;
  bool abandoned = false;
};

std::unique_ptr<gpu::LaunchQueue> scripted_queue(QueueScript& script);

}  // namespace wildcat::test
