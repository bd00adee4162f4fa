// SPDX-License-Identifier: MIT
// The client behind Client: binds a Session to Streams and to the clock, and decides about
// reconnecting. Knows no Asio; tests give it another StreamFactory.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "stratum/client/job_gate.h"
#include "stratum/net/backoff.h"
#include "stratum/net/stream.h"
#include "stratum/net/timer.h"
#include "stratum/v1/session.h"

namespace wildcat::stratum {

/// Thread rule: everything on the loop's thread (Client posts).
class ClientDriver : public std::enable_shared_from_this<ClientDriver> {
 public:
  /// After so long of good work the pauses start from the first again.
  static constexpr std::chrono::minutes good_work{5};

  ClientDriver(Loop& loop, ClientOptions options, JobSink& sink, ClientObserver& observer,
               StreamFactory factory);
  ~ClientDriver();

  void start();
  /// `since` when it was handed over.
  void submit(Share share, Session::Time since);
  void submit(Share share) { submit(std::move(share), now()); }
  /// So many shares were not submitted, because too many were under way.
  void discarded(std::uint64_t count);
  /// Closes the connection and stays here: waits up to `grace` for answers first. start() begins
  /// again, with all that was learnt about the pool.
  void rest(std::chrono::milliseconds grace);
  /// From now on a group decides: jobs are kept back until set_active(true), and this client never
  /// gives up by itself. `note` is called whenever something may have changed of what follows; from
  /// inside, so it only takes a note. Returns the retries that were wanted.
  std::optional<int> join_group(std::function<void()> note);
  /// Lets the work through, or takes it away at once.
  void set_active(bool on);
  const JobGate& work() const { return work_; }
  /// The end, for the reason of the last loss.
  void give_up();
  bool ready() const { return state_ == State::connected && session_.ready(); }
  /// Connecting has failed, or the connection was lost, and it has not been made good yet.
  bool troubled() const { return troubled_ || state_ == State::done; }
  bool done() const { return state_ == State::done; }
  /// Failed attempts in a row.
  int failures() const { return failures_; }
  /// Why the last connection or attempt ended.
  const Error& last_loss() const { return last_loss_; }
  /// Of the last `count` answers to shares.
  int bad_answers(int count) const { return session_.bad_answers(count); }
  void forget_answers() { session_.forget_answers(); }
  bool resting() const { return state_ == State::idle || rest_at_.has_value(); }
  void stop(std::chrono::milliseconds grace);
  /// Silent end: no callback from here on.
  void abandon();

 private:
  using Time = Session::Time;
  enum class State { idle, waiting, queued, connecting, connected, done };

  static Time now() { return std::chrono::steady_clock::now(); }
  Result<void> check() const;
  Endpoint home() const { return {options_.pool.host, options_.pool.port}; }
  Stream::Events events();
  void attempt();
  bool on_admitted();
  void connect();
  void leave_gate();
  void on_opened(const std::string& address);
  void on_clock();
  void pump();
  void arm();
  void lost(const Leave& why);
  std::chrono::milliseconds pause_after(const Leave& why);
  bool due(const std::optional<Time>& limit) const;
  void suspend();
  void changed();
  void end(ClientEnd how, const Error& why);

  Loop& loop_;
  ClientOptions options_;
  ClientObserver& observer_;
  StreamFactory factory_;
  PoolQuirks quirks_;
  JobGate work_;
  Session session_;
  Backoff backoff_;
  Timer timer_;
  std::shared_ptr<Stream> stream_;
  State state_ = State::idle;
  Endpoint target_;
  int failures_ = 0;                 ///< in a row
  Time next_step_{};                 ///< waiting: the next attempt; connecting: the time limit
  std::optional<Time> ready_since_;  ///< authorised on this connection
  std::optional<Time> stop_at_;
  std::optional<Time> rest_at_;  ///< at the latest
  bool counted_ = false;         ///< the loop knows of us
  bool in_gate_ = false;         ///< others may be waiting for us to get ready, or to fail
  bool troubled_ = false, last_refused_ = false;
  Error last_loss_;
  std::function<void()> watcher_;
};

}  // namespace wildcat::stratum
