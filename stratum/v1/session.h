// SPDX-License-Identifier: MIT
// The Stratum V1 state machine of one pool, over all its connections. It has no socket and no
// clock: bytes and the time go in; lines to send, jobs, and what the observer is told come out.
// That makes every misfortune a plain function call in a test.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "stratum/net/rate_limiter.h"
#include "stratum/v1/job_book.h"
#include "stratum/v1/line_buffer.h"
#include "stratum/v1/message.h"
#include "stratum/v1/redirect.h"
#include "stratum/v1/request.h"
#include "stratum/v1/share_queue.h"
#include "wildcat/stratum.h"

namespace wildcat::stratum {

/// A request that some pools hang up on, or refuse.
struct Quirk {
  bool avoid = false;  ///< this pool does
  int doubts = 0;      ///< so often in a row it closed and had said nothing after it
};

/// What was learnt about a pool; survives reconnects.
struct PoolQuirks {
  bool no_configure = false;       ///< it ignores mining.configure, or refuses, or closes on it
  bool configure_suspect = false;  ///< it closed after configure: try once without
  int configure_doubts = 0;        ///< so often in a row, and without it all went well
  std::chrono::steady_clock::time_point no_configure_since{};
  bool no_xnsub = false;        ///< it closed after mining.extranonce.subscribe
  Quirk suggest;                ///< mining.suggest_difficulty
  Quirk repeat;                 ///< mining.authorize once more
  bool xor_bits = false;        ///< version bits are xored onto the job's version
  bool bits_confirmed = false;  ///< a share whose encoding was in doubt has been accepted
  int low_rejects = 0;          ///< low-difficulty rejects in a row of such shares
  std::string session_id;       ///< to resume with; empty: none
};

/// The session wants its connection closed.
struct Leave {
  enum class Kind { failed, refused, redirected } kind = Kind::failed;
  Error why;
  std::optional<Endpoint> to;         ///< redirected: the place for the next attempt
  std::chrono::milliseconds wait{0};  ///< redirected: how long to wait before it
};

/// One thread at a time. Callbacks must not call the session back.
class Session {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// Jobs are worked on for so long without a connection, in the hope of resuming.
  static constexpr std::chrono::seconds hold_time{60};
  /// So many lines in a row that are no messages: the peer is no pool.
  static constexpr int max_bad_lines = 5;
  /// So many shares wait or are unanswered at most; a further one is discarded unless it is a
  /// block.
  static constexpr std::size_t max_shares_held = 4096;
  /// A pool that has not given any job for so long is worth a warning.
  static constexpr std::chrono::seconds no_job_warning{60};
  /// ClientOptions::fitting_difficulty is asked so often, and told the pool at most so often.
  static constexpr std::chrono::seconds fit_again{10}, tell_again{60};
  /// A pool without mining.configure is asked again after so long.
  static constexpr std::chrono::hours configure_again{1};

  /// All arguments outlive the session.
  Session(const ClientOptions& options, PoolQuirks& memory, JobSink& sink,
          ClientObserver& observer);

  /// A connection stands: begins the handshake.
  void connected(Time now);
  /// The connection is gone (once per connected()).
  void disconnected(Time now);
  /// Bytes from the pool.
  void receive(std::string_view bytes, Time now);
  /// Looks at the clock; due at deadline().
  void tick(Time now);
  /// A proven share, to be sent when the rules allow; `since` when it has been ready to go (now).
  void submit(Share share, Time now, std::optional<Time> since = std::nullopt);
  /// So many shares were found too fast to be handed over.
  void discarded(std::uint64_t count, Time now);
  /// The end: takes the work away, reports what was held or unanswered.
  void finish(Time now);

  /// Bytes to send now; empties the store.
  std::string take_output();
  /// Set when the connection is to be closed; resets itself.
  std::optional<Leave> take_leave();
  /// When tick() is wanted next, if ever.
  std::optional<Time> deadline() const;

  /// Authorised on a live connection.
  bool ready() const { return stage_ == Stage::ready; }
  /// Nothing is unanswered and nothing could be sent.
  bool drained() const;
  /// Of the last `count` shares (at most 32): how many were refused or never answered.
  int bad_answers(int count) const;
  void forget_answers() { answers_ = 0; }

 private:
  enum class Stage { offline, configuring, subscribing, authorizing, ready };
  enum class Kind { configure, subscribe, extranonce, authorize, suggest };
  struct EarlyJob {
    Notify notify;
    std::optional<double> difficulty;  ///< empty: none was named on this connection yet
  };

  // session.cpp: lines in and out, time
  std::uint64_t request(Kind kind);
  void send(const std::string& line) { send(line, line); }
  void send(const std::string& line, const std::string& shown);
  void leave(Leave::Kind kind, Errc code, std::string why);
  bool on_line(std::string_view line, Time now);
  bool bad_line(const Error& why);
  void warn(const std::string& text);
  void say(const std::string& text);
  void say_held_warnings();
  void tick_handshake(Time now);
  void tick_work(Time now);
  bool shaking_hands() const { return stage_ != Stage::offline && stage_ != Stage::ready; }

  // session_handshake.cpp
  void enter(Stage stage, Time now);
  void send_subscribe(Time now);
  void send_authorize();
  void on_response(const Response& response, Time now);
  void on_configured(const Response& response, Time now);
  void on_subscribe_reply(const Response& response, Time now);
  void subscribe_failed(const std::string& why, Time now);
  void on_subscribed(const Subscription& subscription, Time now);
  void on_authorize_reply(const Response& response, Time now);
  void remember_closing();
  void give_up_configure(Time now);
  void suggest(double difficulty, Time now);
  void suggest_what_fits(Time now);
  void stay_awake(Time now);
  std::optional<double> wanted_difficulty() const;

  // session_calls.cpp: what the pool tells or asks
  void on_call(const Call& call, Time now);
  void handle(const Notify& notify, const Call& call, Time now);
  void handle(const ForeignNotify& notify, const Call& call, Time now);
  void handle(const SetDifficulty& change, const Call& call, Time now);
  void handle(const SetExtranonce& change, const Call& call, Time now);
  void handle(const SetVersionMask& change, const Call& call, Time now);
  void handle(const Reconnect& wish, const Call& call, Time now);
  void handle(const ShowMessage& message, const Call& call, Time now);
  void handle(const GetVersion&, const Call& call, Time now);
  void handle(const Ping&, const Call& call, Time now);
  void handle(const UnknownMethod& method, const Call& call, Time now);
  void handle(const Malformed& bad, const Call& call, Time now);

  // session_work.cpp
  std::uint32_t mask() const;
  bool subscribed() const { return stage_ == Stage::authorizing || stage_ == Stage::ready; }
  void take_job(const Notify& notify, double difficulty, Time now);
  void tell_difficulty(double difficulty);
  bool repeated(const Job& job);
  void offer(Job job, double difficulty);
  void refresh_current();
  void void_work(Time now);
  void drop_void_shares();

  // session_shares.cpp
  bool room() const;
  bool enough() const;
  StaleFault fault_of(const Share& share) const;
  void watch_rate(std::uint64_t shares, Time now);
  void say_discarded();
  void flush(Time now);
  void resend(Time now);
  void send_share(HeldShare held, Time now);
  std::optional<std::uint32_t> version_bits(const Share& share) const;
  void on_share_answer(HeldShare held, const Response& response, Time now);
  ShareOutcome judge(const HeldShare& held, const Response& response);
  void learn_bits(const HeldShare& held, const ShareOutcome& outcome);
  void react(const ShareOutcome& outcome, Time now);
  void report_lost(const HeldShare& held, Time now);
  void count_answer(const ShareOutcome& outcome);

  const ClientOptions& options_;
  PoolQuirks& quirks_;
  JobSink& sink_;
  ClientObserver& observer_;

  // of this connection
  Stage stage_ = Stage::offline;
  Time stage_since_{}, last_heard_{}, last_sent_{};
  Time last_job_{};          ///< or since when there could have been one
  bool had_job_ = false;     ///< on this connection
  bool missed_job_ = false;  ///< and was warned about
  LineBuffer lines_;
  int bad_lines_ = 0;
  std::uint64_t next_id_ = 1;
  std::map<std::uint64_t, Kind> requests_;
  std::string output_;
  std::optional<Leave> leave_;
  bool left_ = false;               ///< it was us who wanted to close
  bool rolling_ = false;            ///< version rolling agreed: six parameters
  bool without_configure_ = false;  ///< left out on suspicion
  bool xnsub_sent_ = false;
  bool session_id_sent_ = false;
  Quirk* unconfirmed_ = nullptr;  ///< nothing was heard since such a request was sent
  std::optional<double> suggested_;
  Time suggested_at_{}, fit_at_{};
  bool reauthorized_ = false;  ///< once already, without an accepted share since
  int subscribe_form_ = 0;     ///< 0: with session id, 1: without, 2: without parameters
  std::uint32_t pool_mask_ = 0;
  std::optional<std::uint32_t> early_mask_;  ///< came before configure's reply
  bool fresh_difficulty_ = false;
  std::vector<EarlyJob> early_;  ///< came before subscribe's reply

  // over connections
  Time clock_{};  ///< the time of the last call
  double difficulty_ = 1, former_difficulty_ = 1;
  std::optional<double> told_difficulty_;  ///< to the observer
  Extranonce extranonce_;
  std::optional<Extranonce> next_extranonce_;  ///< takes effect with the next notify
  JobBook book_;
  ShareQueue queue_;
  bool offered_ = false;            ///< the sink has work of ours
  std::optional<Time> hold_until_;  ///< offline: when the work is taken away
  std::optional<Time> broken_at_;   ///< work up to here was lost with its connection
  std::uint64_t submissions_ = 0, accepted_ = 0;
  RedirectPolicy redirects_;
  std::set<std::string> unknown_methods_;  ///< warned about
  bool foreign_jobs_ = false;              ///< likewise
  RateLimiter messages_{5}, warnings_{10}, discards_{1};
  HighRateDetector share_rate_;
  std::uint32_t answers_ = 0;    ///< of the last shares, the newest in the lowest bit; 1: bad
  std::uint64_t discarded_ = 0;  ///< and not yet warned about
};

}  // namespace wildcat::stratum
