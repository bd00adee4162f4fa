// SPDX-License-Identifier: MIT
// Searches units on a GPU through a LaunchQueue: cuts them into launches of a few milliseconds,
// keeps one launch of each slot under way, sleeps until they are over, and reads what they found.
//
// A launch counts whole or not at all: one that was stopped, or found more than its ring holds, is
// done again, smaller in the latter case, or given up with its unit when that has become stale.
#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "backends/gpu/gpu_work.h"
#include "wildcat/device.h"

namespace wildcat::gpu {

using Clock = std::chrono::steady_clock;
using Duration = std::chrono::duration<double>;

/// How a scanner behaves. The defaults are the contract's.
struct ScannerSettings {
  Duration launch_time = std::chrono::milliseconds(3);
  Duration unit_time = std::chrono::milliseconds(16);
  /// A launch that takes longer (and more than a hundred times what was expected) hangs.
  Duration hang_time = std::chrono::seconds(10);
  /// Use the version-major search where it can be used.
  bool version_major = true;
  /// A completion is partial rather than much longer than this.
  std::size_t max_candidates = 65536;
};

/// See Scanner for the thread rule. Errors of submit: state, invalid_argument for a unit without
/// versions or beyond the end of the nonces, or device_failed.
class GpuScanner final : public Scanner {
 public:
  explicit GpuScanner(std::unique_ptr<LaunchQueue> queue, const ScannerSettings& settings = {});

  ~GpuScanner() override;

  Shape shape(std::uint32_t versions_available) const override;
  Result<void> submit(const WorkUnit& unit) override;
  Result<Completion> wait() override;
  void poke() noexcept override { queue_->poke(); }

  /// Hashes per second, as the last launches ran.
  double rate() const { return rate_; }
  /// Threads of a block: the versions that the version-major search takes at once.
  std::uint32_t group() const { return queue_->limits().group; }

 private:
  // A unit under way. Its nonces are walked in slices; a slice is searched for some versions after
  // the others, one launch each, and counts when it was searched for all.
  struct Slot {
    WorkUnit unit;
    Completion out;
    bool taken = false;
    bool complete = false;
    LaunchSize size;               // of this slice's launches; no nonces: a slice is to begin
    std::uint32_t version = 0;     // versions that the slice was searched for
    std::uint32_t rows = 0;        // versions of the launch under way
    std::size_t found_before = 0;  // candidates of earlier slices
    double hits = 0;               // to expect of a launch at most
    std::optional<wildcat_gpu_headers> table;
    std::uint32_t stop_word = 0;  // of the launch under way
    Clock::time_point launched;
    double hashes = 0;  // of the launch under way
  };

  Result<void> begin_launch(std::uint32_t number);
  double smallest_launch() const;
  Result<void> fill_table(std::uint32_t number);
  Result<void> sleep_until_finished(std::uint32_t number);
  Result<void> settle_launch(std::uint32_t number);
  void collect(Slot& slot, const wildcat_gpu_ring& ring) const;
  void finish_slice_part(Slot& slot);
  void end(Slot& slot, Status status);
  std::uint32_t oldest_launch() const;
  void learn_rate(const Slot& slot, bool whole);
  Error lose(Error error);

  std::unique_ptr<LaunchQueue> queue_;
  ScannerSettings settings_;
  std::vector<Slot> slots_;
  std::deque<std::uint32_t> order_;  // slots in the order of submission
  bool lost_ = false;
  double rate_;
  double window_hashes_ = 0;
  Clock::time_point window_start_{};
  Clock::time_point last_finish_{};
};

}  // namespace wildcat::gpu
