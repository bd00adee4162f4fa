// SPDX-License-Identifier: MIT
// Cuts a job's search space into disjoint rectangles: version bits x nonces under one header, then
// the next extranonce2, then the next ntime. Nothing is handed out twice, nothing is left out, and
// exhaustion is said only when it is true.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "wildcat/device.h"
#include "wildcat/work.h"

namespace wildcat {

/// The search space of one source's current job. A few hundred bytes (60 per open block, at most
/// one block per version bit plus what was given back), no thread. Thread rule: one thread at a
/// time (the Scheduler's lock).
class JobSource {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// Extranonce2 is rolled from `first_extranonce2` on, and round.
  explicit JobSource(SourceId id, std::uint64_t first_extranonce2 = 0);

  /// Starts over with this job. When it is the current one under another share target (pools change
  /// difficulty so) and not clean, goes on where it was instead: nothing is searched twice. Does
  /// not touch the generation. Precondition: check_job(job) succeeded.
  void set_job(std::shared_ptr<const Job> job);
  /// No work until the next set_job.
  void drop_job();
  /// The current job; null when there is none.
  const std::shared_ptr<const Job>& job() const;

  /// The next rectangle, of about the wished shape (never more versions or nonces than wished,
  /// fewer where the space ends). `unit.id`, `live` and `born` are the caller's to fill in. Empty:
  /// nothing to hand out now; see ready_at.
  std::optional<Work> next(const Shape& wish, TimePoint now);
  /// Takes back what a completion left unsearched (nonces_done < nonces.count); it is handed out
  /// again first. Ignored when the work is of an older search space.
  void give_back(const Work& work, std::uint64_t nonces_done);

  /// When next() may have something again: a time in the past: now; empty: never (no job, or its
  /// space is exhausted for good).
  std::optional<TimePoint> ready_at(TimePoint now) const;
  /// True when every hash of the job's whole space (the full ntime window included) has been handed
  /// out.
  bool exhausted() const;
  /// version x nonce pairs handed out of the current job, give_backs subtracted.
  double handed_out() const;

 private:
  /// A block header but for version bits and nonce.
  struct Header {
    Hash256 merkle_root;
    Extranonce2 extranonce2;
    std::uint32_t ntime = 0;
  };
  /// A rectangle nobody has yet: versions [first, first + 2^order) x nonces.
  struct Block {
    std::shared_ptr<const Header> header;
    std::uint32_t first = 0;
    int order = 0;
    NonceRange nonces;
  };

  bool headers_left() const;
  bool header_ready(TimePoint now) const;
  TimePoint next_header_at() const;
  void open_header();
  std::size_t best_block(int order, TimePoint now);
  Block cut(std::vector<Block>& blocks, std::size_t index, int order, std::uint64_t nonces);
  Work to_work(const Block& block) const;

  SourceId id_;
  std::uint64_t first_extranonce2_;
  std::shared_ptr<const Job> job_;
  Target target_;
  std::uint32_t roll_mask_ = 0;
  int orders_ = 0;                      // popcount of roll_mask_
  std::uint64_t last_extranonce2_ = 0;  // the counter's highest value
  std::uint64_t next_extranonce2_ = 0;  // of the next header to be opened, counted from the first
  std::uint64_t next_roll_ = 0;         // its ntime, counted from the job's
  std::vector<Block> blocks_;           // at most one per order
  std::vector<Block> returned_;         // given back, goes out first
  double handed_out_ = 0;
  std::uint64_t space_ = 0;  // counts starts, so that older work given back is known
};

}  // namespace wildcat
