// SPDX-License-Identifier: MIT
// A lock for each share in and out: there are a few a second, and thousands only when a pool's
// difficulty is far too low.
#include "stratum/client/shares_under_way.h"

#include <algorithm>
#include <utility>

namespace wildcat::stratum {

SharesUnderWay::Entry SharesUnderWay::enter(const Share& share) {
  const std::lock_guard lock(mutex_);
  if (closed_) return Entry::closed;
  const bool full = under_way_ - surplus_ >= most && !share.is_block();
  ++under_way_;
  if (full) ++surplus_;
  return full ? Entry::surplus : Entry::taken;
}

std::uint64_t SharesUnderWay::take_surplus() {
  const std::lock_guard lock(mutex_);
  return std::exchange(surplus_, 0);
}

SharesLeft SharesUnderWay::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  const std::uint64_t unanswered = std::exchange(unanswered_, 0);
  return {std::exchange(under_way_, 0) - unanswered, unanswered};
}

/// So many have come to their end, `answered` of them after they were sent. False: they are
/// accounted for by whoever has closed.
bool SharesUnderWay::ended(std::uint64_t count, std::uint64_t answered) {
  const std::lock_guard lock(mutex_);
  if (closed_) return false;
  under_way_ -= count;
  unanswered_ -= answered;
  return true;
}

void SharesUnderWay::on_subscribed(const std::string& extranonce1, int extranonce2_size,
                                   bool resumed) {
  observer_.on_subscribed(extranonce1, extranonce2_size, resumed);
}

void SharesUnderWay::on_job(const JobOffer& offer, double difficulty) {
  observer_.on_job(offer, difficulty);
}

void SharesUnderWay::on_submitted(const Submission& submission) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    // One that is sent again keeps its number.
    if (submission.number > numbers_) ++unanswered_;
    numbers_ = std::max(numbers_, submission.number);
  }
  observer_.on_submitted(submission);
}

void SharesUnderWay::on_result(const SubmitResult& result) {
  if (ended(1, 1)) observer_.on_result(result);
}

void SharesUnderWay::on_share_dropped(const Share& share, StaleFault fault) {
  if (ended(1, 0)) observer_.on_share_dropped(share, fault);
}

void SharesUnderWay::on_share_withheld(const Share& share) {
  if (ended(1, 0)) observer_.on_share_withheld(share);
}

void SharesUnderWay::on_shares_discarded(std::uint64_t count) {
  if (ended(count, 0)) observer_.on_shares_discarded(count);
}

}  // namespace wildcat::stratum
