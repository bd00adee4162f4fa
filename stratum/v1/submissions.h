// SPDX-License-Identifier: MIT
// Shares: when they may be sent, under which name, how their version bits are written, and what the
// answers mean. A part of the session of its own: whatever the pool does to jobs and connections, a
// share that came in here has exactly one end, and it is told here.
#pragma once

#include <cstdint>
#include <optional>

#include "stratum/net/rate_limiter.h"
#include "stratum/protocol/answer_history.h"
#include "stratum/protocol/share_queue.h"
#include "stratum/v1/handshake.h"
#include "stratum/v1/pool_jobs.h"

namespace wildcat::stratum {

/// One thread at a time.
class Submissions {
 public:
  using Time = Protocol::Time;

  /// All outlive it.
  Submissions(const ClientOptions& options, const SourceSetup& source, PoolQuirks& quirks,
              Outbox& out, const Handshake& handshake, PoolJobs& jobs)
      : options_(options),
        source_(source),
        quirks_(quirks),
        out_(out),
        handshake_(handshake),
        jobs_(jobs) {}

  /// A proven share; `since` when it has been ready to go.
  void submit(Share share, Time since);
  /// So many shares were found too fast to be handed over.
  void discarded(std::uint64_t count);
  /// Sends what may be sent now.
  void flush();
  /// The connection is gone: what is unanswered has to be sent again.
  void connection_lost() { queue_.connection_lost(); }
  /// Does so.
  void resend();
  /// What a response says about one of our shares; empty when it answers none of them.
  std::optional<ShareOutcome> on_response(const Response& response);

  /// Gives up the waiting shares whose job is void now.
  void drop_void();
  /// Reports everything as lost that was sent before `limit` and is unanswered.
  void lose_sent_before(Time limit);
  void lose_all() { lose_sent_before(Time::max()); }
  /// Warns about what was discarded lately.
  void say_discarded();

  /// Nothing is unanswered and nothing could be sent.
  bool drained() const;
  /// Of the last `count` answers: how many were bad.
  int bad_answers(int count) const { return history_.bad(count); }
  void forget_answers() { history_.forget(); }
  /// When an unanswered share has to count as lost; empty: there is none.
  std::optional<Time> due() const;

 private:
  std::uint64_t free_places() const;
  bool room() const { return free_places() > 0; }
  bool enough() const;
  void watch_rate(std::uint64_t shares);
  void name(HeldShare& held);
  void send(HeldShare held);
  std::optional<std::uint32_t> version_bits(const Share& share) const;
  ShareOutcome on_answer(const HeldShare& held, const Response& response);
  ShareOutcome judge(const HeldShare& held, const Response& response);
  void learn_bits(const HeldShare& held, const ShareOutcome& outcome);
  void report_lost(const HeldShare& held);

  const ClientOptions& options_;
  const SourceSetup& source_;
  PoolQuirks& quirks_;
  Outbox& out_;
  const Handshake& handshake_;
  PoolJobs& jobs_;
  ShareQueue queue_;
  std::uint64_t submissions_ = 0, accepted_ = 0;
  AnswerHistory history_;
  std::uint64_t discarded_ = 0;  ///< and not yet warned about
  RateLimiter discards_{1};
  HighRateDetector share_rate_;
};

}  // namespace wildcat::stratum
