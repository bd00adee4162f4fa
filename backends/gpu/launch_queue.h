// SPDX-License-Identifier: MIT
// What a GPU programming interface has to bring: tables of versions, launches that run by
// themselves, and their answers. CUDA and OpenCL each implement this; everything else about a GPU
// scanner is common (gpu_scanner.h, gpu_device.h).
#pragma once

#include <cstdint>

#include "backends/kernels/gpu_abi.h"
#include "wildcat/result.h"

namespace wildcat::gpu {

/// The two searches of the kernel text.
enum class Search {
  single,         ///< wildcat_search_single: a thread is a nonce; any number of versions
  version_major,  ///< wildcat_search_versions: a thread is a version; multiples of `group`
};

/// What a queue can do; constant for its life.
struct QueueLimits {
  std::uint32_t slots = 2;             ///< launches under way at once
  std::uint32_t max_versions = 65536;  ///< rows in the table of each slot; a power of two
  std::uint32_t group = 256;           ///< threads of a block (work-group); a power of two
  double first_rate = 50e6;            ///< hashes/s to size the first launch by: rather too low
};

/// Launches on one device. A slot has a table, a ring of hits and a place in the device's queue;
/// its commands run in order, those of different slots side by side. Thread rule: one thread makes,
/// drives and destroys it; poke() from any. Errors of every function: device_failed, with what the
/// driver calls it; afterwards only abandon() and destruction are legal.
class LaunchQueue {
 public:
  /// Waits for what is under way, unless abandoned.
  virtual ~LaunchQueue() = default;
  virtual const QueueLimits& limits() const = 0;
  /// Begins to fill the slot's table: headers.versions rows, at most max_versions. Never blocks for
  /// long; launches of this slot that follow see the new table.
  virtual Result<void> make_versions(std::uint32_t slot, const wildcat_gpu_headers& headers) = 0;
  /// Begins a launch: clears the slot's ring, searches, fetches the ring. Returns at once.
  /// Precondition: the slot's former launch has finished.
  virtual Result<void> launch(std::uint32_t slot, Search search,
                              const wildcat_gpu_launch& launch) = 0;
  /// Whether the slot's launch is over. Never blocks.
  virtual Result<bool> finished(std::uint32_t slot) = 0;
  /// The answer of the slot's last launch, once finished; valid until the slot's next launch.
  virtual const wildcat_gpu_ring& answer(std::uint32_t slot) const = 0;
  /// What wildcat_gpu_launch::stop_word has to be for a launch made now. A launch that sees another
  /// value stops soon and says so in its ring, where the device can (CUDA). To be read before the
  /// work is looked at: poke() comes after work has become stale.
  virtual std::uint32_t stop_word() const noexcept = 0;
  /// Any thread: changes the stop word. One store.
  virtual void poke() noexcept = 0;
  /// The device hangs: destruction must not wait for it, and may leak what it held.
  virtual void abandon() noexcept = 0;
};

}  // namespace wildcat::gpu
