// SPDX-License-Identifier: MIT
// Stratum V1 as a Protocol: takes the pool's lines apart and leads what they say to the parts that
// own the state: the handshake, the suggested difficulty, the jobs and the submissions.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "stratum/net/rate_limiter.h"
#include "stratum/protocol/protocol.h"
#include "stratum/protocol/redirect.h"
#include "stratum/v1/handshake.h"
#include "stratum/v1/line_buffer.h"
#include "stratum/v1/message.h"
#include "stratum/v1/outbox.h"
#include "stratum/v1/pool_jobs.h"
#include "stratum/v1/submissions.h"
#include "stratum/v1/suggested_difficulty.h"
#include "wildcat/client.h"

namespace wildcat::stratum {

/// Stratum V1, which has one source: the user. The suggested difficulty and the own threshold are
/// what it can do with wishes; it has no word for a rate.
class Session final : public Protocol {
 public:
  /// So many lines in a row that are no messages: the peer is no pool.
  static constexpr int max_bad_lines = 5;

  /// Both outlive the session.
  Session(const ClientOptions& options, ConnectionObserver& observer);

  Result<void> check() const override;
  Result<void> open(SourceNumber number, const SourceSetup& setup, Time now) override;
  void close(SourceNumber number, Time now) override;
  bool source_ready(SourceNumber number) const override;
  void set_wishes(SourceNumber number, const SourceWishes& wishes, Time now) override;

  void connected(Time now) override;
  void disconnected(Time now) override;
  Error explain(Error loss) const override;
  void receive(std::string_view bytes, Time now) override;
  void tick(Time now) override;
  std::string take_output() override { return out_.take_output(); }
  std::optional<Leave> take_leave() override { return out_.take_leave(); }
  std::optional<Time> deadline() const override;
  bool ready() const override { return handshake_.ready(); }
  void finish(Time now) override;

  void submit(SourceNumber number, Share share, Time now,
              std::optional<Time> since = std::nullopt) override;
  void discarded(SourceNumber number, std::uint64_t count, Time now) override;
  bool drained() const override { return submissions_.drained(); }
  int bad_answers(int count) const override { return submissions_.bad_answers(count); }
  void forget_answers() override { submissions_.forget_answers(); }

  /// What was learnt about the pool.
  PoolQuirks& quirks() { return quirks_; }

 private:
  bool is_open(SourceNumber number) const { return source_.sink != nullptr && number == number_; }
  bool on_line(std::string_view line);
  bool bad_line(const Error& why);
  void listen_for_others(std::string_view bytes);
  void on_response(const Response& response);
  void on_configured(const Response& response);
  void on_subscribe_reply(const Response& response);
  void on_authorize_reply(const Response& response);
  void stay_awake();
  void void_work();

  void handle(const Notify& notify, const Call& call);
  void handle(const ForeignNotify& notify, const Call& call);
  void handle(const SetDifficulty& change, const Call& call);
  void handle(const SetExtranonce& change, const Call& call);
  void handle(const SetVersionMask& change, const Call& call);
  void handle(const Reconnect& wish, const Call& call);
  void handle(const ShowMessage& message, const Call& call);
  void handle(const GetVersion&, const Call& call);
  void handle(const Ping&, const Call& call);
  void handle(const UnknownMethod& method, const Call& call);
  void handle(const Malformed& bad, const Call& call);

  const ClientOptions& options_;
  ConnectionObserver& observer_;
  SourceSetup source_;  ///< without a sink: none is open
  SourceNumber number_ = first_source;
  PoolQuirks quirks_;
  Outbox out_;
  Handshake handshake_;
  SuggestedDifficulty suggestion_;
  PoolJobs jobs_;
  Submissions submissions_;
  LineBuffer lines_;
  int bad_lines_ = 0;
  bool understood_ = false;  ///< a message has come on this connection
  std::string first_words_;  ///< until then: its first bytes
  Time last_heard_{};
  RedirectPolicy redirects_;
  std::set<std::string> unknown_methods_;  ///< warned about
  bool foreign_jobs_ = false;              ///< likewise
  RateLimiter messages_{5};
};

}  // namespace wildcat::stratum
