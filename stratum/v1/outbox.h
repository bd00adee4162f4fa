// SPDX-License-Identifier: MIT
// What a session says: lines to the pool, warnings to the observer, and that it wants the
// connection closed. Every part of the session speaks through it, so that ids are given out once,
// passwords never leave, and a pool cannot make us warn without end.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "stratum/net/rate_limiter.h"
#include "stratum/protocol/protocol.h"
#include "stratum/v1/quirks.h"

namespace wildcat::stratum {

/// The requests of ours that are no shares.
enum class RequestKind { configure, subscribe, extranonce, authorize, suggest };

/// One thread at a time.
class Outbox {
 public:
  using Time = Protocol::Time;

  /// Both outlive it.
  Outbox(const ClientOptions& options, ConnectionObserver& observer)
      : options_(options), observer_(observer) {}

  /// The time of what comes now; to be set before anything is said.
  void set_time(Time now) { now_ = now; }
  Time now() const { return now_; }

  /// A connection stands: ids begin with 1.
  void begin();
  /// The connection is gone; what was not sent is forgotten, and so is the wish to leave. What was
  /// in doubt then is held against the pool when `blame` says so (see doubt()).
  void end(bool blame);
  /// The pool has said something: it does not hang up on what was in doubt.
  void heard();

  /// A new id for a request of this kind, whose answer is waited for.
  std::uint64_t request(RequestKind kind);
  /// A new id for a share.
  std::uint64_t next_id() { return next_id_++; }
  /// The kind of the request that this id was given to; empty when it is none, or was answered.
  std::optional<RequestKind> answered(std::uint64_t id);
  /// Some pools hang up on what is sent now: it counts against `quirk` if this one does.
  void doubt(Quirk& quirk) { doubted_ = &quirk; }

  void send(const std::string& line) { send(line, line); }
  /// `shown` is what observers are told instead, without secrets.
  void send(const std::string& line, const std::string& shown);
  /// When a line was sent last, or keep_quiet() was called.
  Time last_sent() const { return last_sent_; }
  void keep_quiet() { last_sent_ = now_; }

  /// Tells the observer. `remedy` is the setting that would mend it.
  void say(const std::string& text, Remedy remedy = Remedy::none);
  /// Says what a pool caused, and may cause as often as it likes.
  void warn(const std::string& text);
  /// Says how many warnings were not shown.
  void say_held_warnings();

  /// The connection is to be closed. The first reason counts.
  void leave(Leave::Kind kind, Errc code, std::string why, Remedy remedy = Remedy::none);
  /// Likewise, to be made again elsewhere.
  void redirect(Endpoint to, std::chrono::milliseconds wait);
  bool leaving() const { return leave_.has_value(); }
  /// It was us who wanted to close this connection.
  bool left() const { return left_; }

  std::string take_output();
  std::optional<Leave> take_leave();

 private:
  const ClientOptions& options_;
  ConnectionObserver& observer_;
  Time now_{}, last_sent_{};
  std::uint64_t next_id_ = 1;
  std::map<std::uint64_t, RequestKind> requests_;
  std::string output_;
  std::optional<Leave> leave_;
  bool left_ = false;
  Quirk* doubted_ = nullptr;  ///< nothing was heard since such a request was sent
  RateLimiter warnings_{10};
};

}  // namespace wildcat::stratum
