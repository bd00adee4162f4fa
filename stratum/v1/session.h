// SPDX-License-Identifier: MIT
// The Stratum V1 state machine of one pool, over all its connections: lines in and out, jobs, and
// what the observers are told.
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
#include "stratum/protocol/answer_history.h"
#include "stratum/protocol/protocol.h"
#include "stratum/protocol/redirect.h"
#include "stratum/protocol/share_queue.h"
#include "stratum/v1/job_book.h"
#include "stratum/v1/line_buffer.h"
#include "stratum/v1/message.h"
#include "stratum/v1/request.h"
#include "wildcat/client.h"

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

/// Stratum V1, which has one source: the user. The suggested difficulty and the own threshold are
/// what it can do with wishes; it has no word for a rate.
class Session final : public Protocol {
 public:
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

  /// Both outlive the session.
  Session(const ClientOptions& options, ConnectionObserver& observer);

  Result<void> check() const override;
  Result<void> open(SourceNumber number, const SourceSetup& setup, Time now) override;
  void close(SourceNumber number, Time now) override;
  bool source_ready(SourceNumber number) const override;
  void set_wishes(SourceNumber number, const SourceWishes& wishes, Time now) override;

  void connected(Time now) override;
  void disconnected(Time now) override;
  void receive(std::string_view bytes, Time now) override;
  void tick(Time now) override;
  std::string take_output() override;
  std::optional<Leave> take_leave() override;
  std::optional<Time> deadline() const override;
  bool ready() const override { return stage_ == Stage::ready; }
  void finish(Time now) override;

  void submit(SourceNumber number, Share share, Time now,
              std::optional<Time> since = std::nullopt) override;
  void discarded(SourceNumber number, std::uint64_t count, Time now) override;
  bool drained() const override;
  int bad_answers(int count) const override { return history_.bad(count); }
  void forget_answers() override { history_.forget(); }

  /// What was learnt about the pool.
  PoolQuirks& quirks() { return quirks_; }

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
  void leave(Leave::Kind kind, Errc code, std::string why, Remedy remedy = Remedy::none);
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
  void take_extranonce(const Extranonce& extranonce);
  bool repeated(const JobOffer& offer);
  void offer(JobOffer offer, double difficulty);
  void refresh_current();
  void retarget_current();
  void void_work(Time now);
  void drop_void_shares();

  // session_shares.cpp
  bool room() const;
  bool enough() const;
  StaleFault fault_of(const Share& share) const;
  void watch_rate(std::uint64_t shares, Time now);
  void discard(std::uint64_t count, Time now);
  void say_discarded();
  void flush(Time now);
  void resend(Time now);
  void name_submission(HeldShare& held);
  void send_share(HeldShare held, Time now);
  std::optional<std::uint32_t> version_bits(const Share& share) const;
  void on_share_answer(HeldShare held, const Response& response, Time now);
  ShareOutcome judge(const HeldShare& held, const Response& response);
  void learn_bits(const HeldShare& held, const ShareOutcome& outcome);
  void react(const ShareOutcome& outcome, Time now);
  void report_lost(const HeldShare& held, Time now);

  const ClientOptions& options_;
  ConnectionObserver& observer_;
  PoolQuirks quirks_;
  SourceSetup source_;  ///< without a sink: none is open
  SourceNumber number_ = first_source;

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
  AnswerHistory history_;
  std::uint64_t discarded_ = 0;  ///< and not yet warned about
};

}  // namespace wildcat::stratum
