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

/// The work of one source: its current offer, and where the searches of its last jobs stand. A few
/// hundred bytes for each search that goes on (60 per open block, at most one block per version bit
/// plus what was given back), no thread. Thread rule: one thread at a time (the Scheduler's lock).
class JobSource {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// So many searches are remembered; of a job that nobody holds any more, none.
  static constexpr std::size_t most_searches = 16;

  /// Extranonce2 is rolled from `first_extranonce2` on, and round.
  explicit JobSource(SourceId id, std::uint64_t first_extranonce2 = 0);

  /// What the coinbases of the jobs to come hold. A change forgets job and searches. Precondition:
  /// check_extranonce succeeded.
  void set_extranonce(Extranonce extranonce);
  const Extranonce& extranonce() const { return extranonce_; }

  /// Goes on with the search of this very job object under these version bits where it stood, or
  /// begins it. Does not touch the generation. Precondition: check_offer(*offer) succeeded.
  void set_job(std::shared_ptr<const JobOffer> offer);
  /// No work until the next set_job. Where the search stands is kept.
  void drop_job();
  /// The current offer; null when there is none.
  const std::shared_ptr<const JobOffer>& offer() const;

  /// The next rectangle, of about the wished shape (never more versions or nonces than wished,
  /// fewer where the space ends). `unit.id`, `live` and `born` are the caller's to fill in. Empty:
  /// nothing to hand out now; see ready_at.
  std::optional<Work> next(const Shape& wish, TimePoint now);
  /// Work is over; every one that was handed out comes here once. What was left unsearched
  /// (nonces_done < nonces.count) is handed out again first, as soon as its job is the current one.
  /// Ignored when its search is forgotten. True when the current search has got something back.
  bool finish(const Work& work, std::uint64_t nonces_done);

  /// When next() may have something again: a time in the past: now; empty: never (no job, or its
  /// space is exhausted for good).
  std::optional<TimePoint> ready_at(TimePoint now) const;
  /// True when every hash of the current job's whole space (the full ntime window included) has
  /// been handed out.
  bool exhausted() const;
  /// exhausted(), and true once for each search.
  bool note_exhausted();
  /// The current job, once for each search: when it is exhausted and all of it has come back. Null
  /// otherwise.
  std::shared_ptr<const Job> take_searched();
  /// version x nonce pairs handed out of the current search, what came back subtracted.
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
  /// How far one job has been searched under one set of version bits.
  struct Search {
    std::weak_ptr<const Job> job;        ///< whose; gone: nobody can offer it again
    std::uint32_t roll_mask = 0;         ///< without the job's own bits
    std::uint64_t id = 0;                ///< so that work is known when it comes back
    TimePoint clock_start{};             ///< when the job's ntime was the time
    std::uint64_t next_extranonce2 = 0;  ///< of the next header to be opened, from the first on
    std::uint64_t next_roll = 0;         ///< its ntime, counted from the job's
    std::vector<Block> blocks;           ///< at most one per order
    std::vector<Block> returned;         ///< came back, goes out first
    double handed_out = 0;
    std::uint64_t in_flight = 0;  ///< pieces that are out
    bool noted = false;           ///< note_exhausted() has said so
    bool told = false;            ///< take_searched() has given it
  };

  bool is_of(const Search& search, const Job& job, std::uint32_t roll_mask) const;
  void resume_or_begin(const JobOffer& offer);
  const Job& job() const { return *offer_->job; }
  Search& current() { return searches_.back(); }
  const Search& current() const { return searches_.back(); }
  std::uint8_t extranonce2_size() const;
  Hash256 root_under(const Extranonce2& extranonce2) const;
  bool headers_left() const;
  bool header_ready(TimePoint now) const;
  TimePoint next_header_at() const;
  void open_header();
  std::size_t best_block(int order, TimePoint now);
  Block cut(std::vector<Block>& blocks, std::size_t index, int order, std::uint64_t nonces);
  Work to_work(const Block& block) const;

  SourceId id_;
  std::uint64_t first_extranonce2_;
  Extranonce extranonce_;
  std::shared_ptr<const JobOffer> offer_;
  Target target_;
  int orders_ = 0;                      // version bits that may be rolled
  std::uint64_t last_extranonce2_ = 0;  // the counter's highest value
  std::vector<Search> searches_;        // by use; with an offer, the last one is its
  std::uint64_t begun_ = 0;
};

}  // namespace wildcat
