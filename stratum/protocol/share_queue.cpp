// SPDX-License-Identifier: MIT
// Plain containers: there are seldom more than a handful of shares under way, but a pool that asks
// for too many must not make us slow.
#include "stratum/protocol/share_queue.h"

#include <algorithm>
#include <iterator>

#include "stratum/net/earliest.h"

namespace wildcat::stratum {
namespace {

/// Moves what `taken` says from one to the other; both keep their order.
template <class Container, class Predicate>
void split(Container& from, std::vector<HeldShare>& to, const Predicate& taken) {
  Container kept;
  for (auto& share : from) {
    if (taken(share)) {
      to.push_back(std::move(share));
    } else {
      kept.push_back(std::move(share));
    }
  }
  from.swap(kept);
}

}  // namespace

void ShareQueue::wait(HeldShare share) {
  auto at = waiting_.end();
  if (share.share.is_block())
    at = std::find_if(waiting_.begin(), waiting_.end(),
                      [](const HeldShare& other) { return !other.share.is_block(); });
  waiting_.insert(at, std::move(share));
}

std::optional<HeldShare> ShareQueue::next() {
  if (waiting_.empty()) return std::nullopt;
  HeldShare share = std::move(waiting_.front());
  waiting_.pop_front();
  return share;
}

void ShareQueue::sent(HeldShare share) {
  const std::uint64_t id = share.submission.id;
  sent_.insert_or_assign(id, std::move(share));
}

std::optional<HeldShare> ShareQueue::answered(std::uint64_t id) {
  const auto found = sent_.find(id);
  if (found == sent_.end()) return std::nullopt;
  HeldShare share = std::move(found->second);
  sent_.erase(found);
  return share;
}

std::vector<HeldShare> ShareQueue::answered_through(std::uint64_t id) {
  std::vector<HeldShare> out;
  const auto end = sent_.upper_bound(id);
  for (auto it = sent_.begin(); it != end; ++it) out.push_back(std::move(it->second));
  sent_.erase(sent_.begin(), end);
  return out;
}

void ShareQueue::connection_lost() {
  for (auto& [id, share] : sent_) resend_.push_back(std::move(share));
  sent_.clear();
}

std::vector<HeldShare> ShareQueue::take_resends() {
  std::vector<HeldShare> out(std::make_move_iterator(resend_.begin()),
                             std::make_move_iterator(resend_.end()));
  resend_.clear();
  std::sort(out.begin(), out.end(), [](const HeldShare& a, const HeldShare& b) {
    return a.submission.number < b.submission.number;
  });
  return out;
}

std::vector<HeldShare> ShareQueue::take_sent_before(Time limit) {
  std::vector<HeldShare> out;
  for (auto it = sent_.begin(); it != sent_.end() && it->second.sent < limit; it = sent_.erase(it))
    out.push_back(std::move(it->second));
  for (; !resend_.empty() && resend_.front().sent < limit; resend_.pop_front())
    out.push_back(std::move(resend_.front()));
  return out;
}

std::vector<HeldShare> ShareQueue::take_waiting_if(
    const std::function<bool(const Share&)>& is_void) {
  std::vector<HeldShare> out;
  split(waiting_, out, [&](const HeldShare& held) { return is_void(held.share); });
  return out;
}

std::optional<ShareQueue::Time> ShareQueue::oldest() const {
  Earliest first;
  if (!sent_.empty()) first.consider(sent_.begin()->second.sent);
  if (!resend_.empty()) first.consider(resend_.front().sent);
  return first.time();
}

}  // namespace wildcat::stratum
