// SPDX-License-Identifier: MIT
// configure -> subscribe -> [extranonce.subscribe] -> authorize: how far a connection has come, and
// what both sides have agreed to on it. A part of the session of its own because pools trip over
// its steps, and are met without them the next time.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "stratum/v1/message.h"
#include "stratum/v1/outbox.h"

namespace wildcat::stratum {

/// One thread at a time.
class Handshake {
 public:
  using Time = Protocol::Time;

  /// A pool without mining.configure is asked again after so long.
  static constexpr std::chrono::hours configure_again{1};

  /// All outlive it.
  Handshake(const ClientOptions& options, const SourceSetup& source, PoolQuirks& quirks,
            Outbox& out)
      : options_(options), source_(source), quirks_(quirks), out_(out) {}

  /// A connection stands: sends the first request. `difficulty`: to ask for on the way.
  void begin(std::optional<double> difficulty);
  /// The connection is gone: learns from where it was.
  void end();
  /// Offline, and nothing is learnt from it.
  void stop() { stage_ = Stage::offline; }

  bool offline() const { return stage_ == Stage::offline; }
  /// The pool has given an extranonce1, so that jobs make sense.
  bool subscribed() const { return stage_ == Stage::authorizing || ready(); }
  /// The pool takes shares.
  bool ready() const { return stage_ == Stage::ready; }
  /// Version rolling is agreed: submits have six parameters.
  bool rolling() const { return rolling_; }
  /// The version bits that the pool takes from our shares: all that it granted, also where that is
  /// more than we asked for.
  std::uint32_t granted() const { return rolling_ ? pool_mask_ : 0; }
  /// Of these, the bits that we asked for and roll.
  std::uint32_t mask() const { return options_.version_mask & granted(); }

  /// The answer to configure. True when version bits were granted; goes on to subscribe.
  bool on_configured(const Response& response);
  /// The answer to subscribe: what the pool gave, when it did; otherwise it is tried in another
  /// form. To be followed by authorize().
  std::optional<Subscription> on_subscribe_reply(const Response& response);
  /// We asked to resume, so that the same extranonces mean that the pool has.
  bool asked_to_resume() const { return session_id_sent_; }
  /// Goes on from subscribe to authorize.
  void authorize();
  /// The answer to authorize. True when the connection is ready now.
  bool on_authorize_reply(const Response& response);
  /// Ready, and not for the first time on this connection.
  bool reauthorized() const { return reauthorized_; }
  /// The pool changes the version bits. True when that means anything now; before an agreement it
  /// is only noted.
  bool set_mask(std::uint32_t mask);
  /// What the answer to a share says about where we stand.
  void judge(const ShareOutcome& outcome);
  /// Sends a request whose answer changes nothing. False: there is none that this pool takes.
  bool repeat();

  /// An answer is late.
  void tick();
  /// When tick() is wanted; empty: never.
  std::optional<Time> due() const;

 private:
  enum class Stage { offline, configuring, subscribing, authorizing, ready };

  void enter(Stage stage);
  void send_subscribe();
  void send_authorize();
  void subscribe_failed(const std::string& why);
  void give_up_configure();
  void note_missing_configure();

  const ClientOptions& options_;
  const SourceSetup& source_;
  PoolQuirks& quirks_;
  Outbox& out_;
  Stage stage_ = Stage::offline;
  Time stage_since_{};
  bool rolling_ = false;
  bool without_configure_ = false;  ///< left out on suspicion
  bool xnsub_sent_ = false;
  bool session_id_sent_ = false;
  bool reauthorized_ = false;  ///< once already, without an accepted share since
  int subscribe_form_ = 0;     ///< 0: with session id, 1: without, 2: without parameters
  std::uint32_t pool_mask_ = 0;
  std::optional<std::uint32_t> early_mask_;  ///< came before configure's reply
};

}  // namespace wildcat::stratum
