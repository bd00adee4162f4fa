// SPDX-License-Identifier: MIT
// The CUDA backend: NVIDIA's GPUs, one device and one scanner each. The driver is loaded at run
// time (libcuda.so.1), so a program with this backend runs where there is none.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "wildcat/device.h"

namespace wildcat {

/// How the CUDA backend is to behave. The defaults are right.
struct CudaOptions {
  /// "version_major" (a thread searches one version; used for units of 256 and more) or "single" (a
  /// thread searches one nonce, whatever the versions). Empty: version_major where it can be used,
  /// or with a tuning folder whichever is faster here.
  std::string kernel = {};
  /// Blocks per multiprocessor; 0, or more than fit: as many as fit.
  std::uint32_t blocks = 0;
  /// How long one launch should take. Two are under way at any time; work that has become stale is
  /// put down within a fraction of it.
  std::chrono::microseconds launch_time{3000};
  /// Folder for what was found out about the best setting (kernel, blocks, launch time) of each
  /// device with its driver; empty: what stands above holds. Otherwise it is measured at the first
  /// start, and what is asked for above is left as it is for `kernel` only.
  std::string tuning_folder = {};
  /// Find the best setting anew, even when it is known.
  bool tune = false;
  /// The driver's library; empty: libcuda.so.1.
  std::string library = {};
};

/// The CUDA backend with these options. Never fails. Without a driver, with one older than the
/// program's GPU code needs, and in a program built without a CUDA compiler, devices() is empty and
/// notes() says why.
std::unique_ptr<Backend> cuda_backend(CudaOptions options = {});

}  // namespace wildcat
