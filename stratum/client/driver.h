// SPDX-License-Identifier: MIT
// The client behind Client: binds a Protocol to Streams and to the clock, and decides about
// reconnecting. Knows no protocol and no Asio; tests give it other streams and another protocol.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "stratum/client/job_gate.h"
#include "stratum/client/pool_stack.h"
#include "stratum/net/backoff.h"
#include "stratum/net/timer.h"

namespace wildcat::stratum {

/// Thread rule: everything on the loop's thread (Client posts).
class ClientDriver : public std::enable_shared_from_this<ClientDriver> {
 public:
  using Time = Protocol::Time;

  /// `observer` outlives the driver. Sources are opened by open().
  ClientDriver(Loop& loop, ClientOptions options, PoolStack stack, ConnectionObserver& observer);
  ~ClientDriver();

  // ---- sources

  /// Adds a source; see Protocol::open. Its work passes a gate, which a group opens and closes.
  Result<void> open(SourceNumber number, SourceSetup setup);
  /// Ends a source; shares of it that come later are forgotten. The connection goes with the last
  /// one.
  void close(SourceNumber number);
  void set_wishes(SourceNumber number, const SourceWishes& wishes);
  /// The pool takes this source's shares.
  bool source_ready(SourceNumber number) const;
  /// `since` when it was handed over.
  void submit(SourceNumber number, Share share, Time since);
  /// So many shares of a source were not submitted, because too many were under way.
  void discarded(SourceNumber number, std::uint64_t count);

  // ---- the connection

  void start();
  /// Closes the connection and stays here: waits up to `grace` for answers first. start() begins
  /// again, with all that was learnt about the pool.
  void rest(std::chrono::milliseconds grace);
  bool resting() const { return state_ == State::idle || rest_at_.has_value(); }
  bool ready() const { return state_ == State::connected && protocol_->ready(); }
  /// The end, as Client::stop.
  void stop(std::chrono::milliseconds grace);
  /// Silent end: no callback from here on.
  void abandon();
  bool done() const { return state_ == State::done; }
  /// What the client was made with; credentials of the URL are in their places.
  const ClientOptions& options() const { return options_; }

  // ---- what a group asks

  /// From now on a group decides: jobs are kept back until set_active(true). `note` is called
  /// whenever something may have changed of what follows; from inside, so it only takes a note.
  /// Returns the retries that were wanted.
  std::optional<int> join_group(std::function<void()> note);
  /// `alone`: no other is beside it in the group, so it gives up by itself after its retries.
  /// Otherwise it never does.
  void set_alone(bool alone);
  /// The group is gone, or does without this client. Jobs stay kept back.
  void leave_group() { watcher_ = nullptr; }
  /// Lets the work through, or takes it away at once.
  void set_active(bool on);
  bool active() const { return active_; }
  /// A source has a job, let through or kept back.
  bool has_work() const;
  /// The end, for the reason of the last loss.
  void give_up();
  /// Connecting has failed, or the connection was lost, and it has not been made good yet.
  bool troubled() const { return troubled_ || state_ == State::done; }
  /// Failed attempts in a row.
  int failures() const { return failures_; }
  /// Why the last connection or attempt ended.
  const Error& last_loss() const { return last_loss_; }
  /// Of the last `count` answers to shares.
  int bad_answers(int count) const { return protocol_->bad_answers(count); }
  void forget_answers() { protocol_->forget_answers(); }

 private:
  enum class State { idle, waiting, queued, connecting, connected, done };

  static Time now() { return std::chrono::steady_clock::now(); }
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
  const ClientOptions options_;
  ConnectionObserver& observer_;
  StreamFactory streams_;
  std::map<SourceNumber, JobGate> gates_;  ///< of the open sources
  std::unique_ptr<Protocol> protocol_;
  Backoff backoff_;
  Timer timer_;
  std::shared_ptr<Stream> stream_;
  State state_ = State::idle;
  Endpoint target_;
  std::optional<int> retries_;       ///< empty: never give up
  int failures_ = 0;                 ///< in a row
  Time next_step_{};                 ///< waiting: the next attempt; connecting: the time limit
  std::optional<Time> ready_since_;  ///< authorised on this connection
  std::optional<Time> stop_at_;
  std::optional<Time> rest_at_;  ///< at the latest
  bool counted_ = false;         ///< the loop knows of us
  bool in_gate_ = false;         ///< others may be waiting for us to get ready, or to fail
  bool troubled_ = false, last_refused_ = false;
  bool grouped_ = false, active_ = true;  ///< a group decides; it lets the work through
  Error last_loss_;
  std::function<void()> watcher_;
};

/// A driver with one source, whose setup the options are.
std::shared_ptr<ClientDriver> make_driver(Loop& loop, ClientOptions options, PoolStack stack,
                                          JobSink& sink, ConnectionObserver& observer,
                                          SourceObserver& source);

}  // namespace wildcat::stratum
