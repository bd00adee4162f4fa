// SPDX-License-Identifier: MIT
// The one count of a client's shares between submit() and their end, with its bound. It stands at
// both doors: shares come in here from any thread, and every protocol tells their ends through it.
// So no protocol has to count, and no share can be forgotten or counted twice.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>

#include "wildcat/client.h"

namespace wildcat::stratum {

/// The observer of a client's source; passes everything on. Thread rule: enter(), take_surplus()
/// and close() from any thread, the rest on the loop's.
class SharesUnderWay final : public SourceObserver {
 public:
  /// So many are under way at most; further ones are surplus, unless they are blocks.
  static constexpr std::size_t most = 4096;

  enum class Entry {
    taken,    ///< it is under way now
    surplus,  ///< too many are: it is to be told of as discarded, see take_surplus()
    closed,   ///< nothing is taken any more
  };

  /// `observer` outlives it.
  explicit SharesUnderWay(SourceObserver& observer) : observer_(observer) {}

  Entry enter(const Share& share);
  /// How many were surplus since the last call. Until they are told as discarded they are under way
  /// like others.
  std::uint64_t take_surplus();
  /// Takes nothing any more, and tells no further end of a share: what is under way is the caller's
  /// to account for. Later calls find nothing.
  SharesLeft close();

  void on_subscribed(const std::string& extranonce1, int extranonce2_size, bool resumed) override;
  void on_authorized() override { observer_.on_authorized(); }
  void on_closed(const Error& why) override { observer_.on_closed(why); }
  void on_difficulty(double difficulty) override { observer_.on_difficulty(difficulty); }
  void on_version_mask(std::uint32_t mask) override { observer_.on_version_mask(mask); }
  void on_job(const JobOffer& offer, double difficulty) override;
  void on_submitted(const Submission& submission) override;
  void on_result(const SubmitResult& result) override;
  void on_share_dropped(const Share& share, StaleFault fault) override;
  void on_share_withheld(const Share& share) override;
  void on_shares_discarded(std::uint64_t count) override;

 private:
  bool ended(std::uint64_t count, std::uint64_t answered);

  SourceObserver& observer_;
  std::mutex mutex_;  // guards the rest
  std::uint64_t under_way_ = 0;
  std::uint64_t unanswered_ = 0;  ///< of those, the ones that were sent
  std::uint64_t surplus_ = 0;     ///< of those, the ones that are too many, and not taken yet
  std::uint64_t numbers_ = 0;     ///< of the last new submission
  bool closed_ = false;
};

}  // namespace wildcat::stratum
