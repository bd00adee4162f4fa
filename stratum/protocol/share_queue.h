// SPDX-License-Identifier: MIT
// Shares between "proven" and "answered": waiting to be sent, sent and unanswered, or to be sent
// again after a reconnect. Each is in exactly one place, so that none is lost or counted twice.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "wildcat/client_observer.h"

namespace wildcat::stratum {

/// A share on its way.
struct HeldShare {
  Share share;
  Submission submission;
  double expected_hashes = 0;                     ///< of the target the pool asked for
  std::chrono::steady_clock::time_point ready{};  ///< to be sent, since then
  std::chrono::steady_clock::time_point sent{};   ///< last time
  bool resent = false;                            ///< sent on more than one connection
  bool bits_in_doubt = false;  ///< the job sets version bits inside the mask itself
};

/// One thread at a time.
class ShareQueue {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// Puts a share in the queue; blocks go ahead of all that are none.
  void wait(HeldShare share);
  /// The next to send, if any.
  std::optional<HeldShare> next();
  /// Records a share as sent under its submission's id.
  void sent(HeldShare share);
  /// The share that was sent under `id`, taken out; empty when there is none.
  std::optional<HeldShare> answered(std::uint64_t id);
  /// All shares that were sent under ids up to `id`, taken out, oldest first: one answer may settle
  /// many.
  std::vector<HeldShare> answered_through(std::uint64_t id);

  /// The connection is gone: what was sent has to be sent again.
  void connection_lost();
  /// Takes out what has to be sent again, oldest first.
  std::vector<HeldShare> take_resends();

  /// Takes out what was sent before `limit` and is still unanswered.
  std::vector<HeldShare> take_sent_before(Time limit);
  /// Takes out all that was sent and is unanswered.
  std::vector<HeldShare> take_unanswered() { return take_sent_before(Time::max()); }
  /// Takes out the waiting shares that `is_void` says are worth nothing any more.
  std::vector<HeldShare> take_waiting_if(const std::function<bool(const Share&)>& is_void);

  /// When the oldest unanswered share was sent; empty when there is none.
  std::optional<Time> oldest() const;
  std::size_t waiting() const { return waiting_.size(); }
  /// All there are.
  std::size_t size() const { return waiting() + unanswered(); }
  std::size_t unanswered() const { return sent_.size() + resend_.size(); }

 private:
  std::deque<HeldShare> waiting_;
  // Ids grow with time on one connection, so both are in the order of sending: the oldest is the
  // first, and nothing has to be searched however many there are.
  std::map<std::uint64_t, HeldShare> sent_;
  std::deque<HeldShare> resend_;
};

}  // namespace wildcat::stratum
