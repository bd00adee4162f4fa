// SPDX-License-Identifier: MIT
// What a client needs of the protocol it speaks with a pool. The driver and the group of pools know
// this interface and no protocol; a protocol knows no socket, no clock and no reconnecting: bytes
// and the time go in, bytes to send and what the observers are told come out. That makes every
// misfortune a plain function call in a test.
//
// A connection carries one or more sources of work: Stratum V1 carries exactly one, its user;
// Stratum V2 opens a channel for each. A share belongs to its source, and so does its answer.
//
// What changes the bytes below the messages is no part of a Protocol: encryption, broken copies
// and the like are a Stream on a Stream (stratum/net/stream.h).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "stratum/net/endpoint.h"
#include "wildcat/client.h"

namespace wildcat::stratum {

/// Names a source of one Protocol. The caller chooses the numbers, and uses each once.
using SourceNumber = std::uint32_t;

/// The source of a client that has only one.
inline constexpr SourceNumber first_source = 0;

/// What makes a source.
struct SourceSetup {
  std::string worker;                  ///< its name at the pool: V1's user, V2's user identity
  JobSink* sink = nullptr;             ///< outlives the source
  SourceObserver* observer = nullptr;  ///< likewise
  SourceWishes wishes;                 ///< to begin with
};

/// The source that the options of a client with one source describe.
SourceSetup source_setup(const ClientOptions& options, JobSink& sink, SourceObserver& observer);

/// The protocol wants its connection closed.
struct Leave {
  enum class Kind { failed, refused, redirected } kind = Kind::failed;
  Error why;
  std::optional<Endpoint> to;         ///< redirected: the place for the next attempt
  std::chrono::milliseconds wait{0};  ///< redirected: how long to wait before it
};

/// The state machine of one pool, over all its connections. One thread at a time. Observers and
/// sinks are called from inside, and must not call back.
class Protocol {
 public:
  using Time = std::chrono::steady_clock::time_point;

  Protocol() = default;
  virtual ~Protocol() = default;
  Protocol(const Protocol&) = delete;
  Protocol& operator=(const Protocol&) = delete;

  /// Whether this protocol can do with the options and sources it was given, say names of their
  /// length. Asked before each attempt to connect. Error: what to change.
  virtual Result<void> check() const = 0;

  // ---- sources

  /// Adds a source, on a live connection or without one; it is opened at the pool with every
  /// connection until it is closed. Error (unsupported): no further source fits.
  virtual Result<void> open(SourceNumber number, const SourceSetup& setup, Time now) = 0;
  /// Ends a source: takes its work away, reports its shares as lost or dropped, and forgets it. A
  /// number that is not open is no error: the pool may have been faster.
  virtual void close(SourceNumber number, Time now) = 0;
  /// The pool takes this source's shares.
  virtual bool source_ready(SourceNumber number) const = 0;
  /// The source's rate, the difficulty that would suit it, or its own threshold has changed. The
  /// pool is told where the protocol has words for it.
  virtual void set_wishes(SourceNumber number, const SourceWishes& wishes, Time now) = 0;

  // ---- the connection

  /// A connection stands: begins the handshake.
  virtual void connected(Time now) = 0;
  /// The connection is gone (once per connected()).
  virtual void disconnected(Time now) = 0;
  /// What the loss of a live connection means, in the light of what was heard on it; asked before
  /// disconnected().
  virtual Error explain(Error loss) const { return loss; }
  /// Bytes from the pool, cut anywhere.
  virtual void receive(std::string_view bytes, Time now) = 0;
  /// Looks at the clock; due at deadline().
  virtual void tick(Time now) = 0;
  /// Bytes to send now; empties the store.
  virtual std::string take_output() = 0;
  /// Set when the connection is to be closed; resets itself.
  virtual std::optional<Leave> take_leave() = 0;
  /// When tick() is wanted next, if ever.
  virtual std::optional<Time> deadline() const = 0;
  /// On a live connection, and the pool takes shares of at least one source.
  virtual bool ready() const = 0;
  /// The end: takes all work away, reports what was held or unanswered.
  virtual void finish(Time now) = 0;

  // ---- shares

  /// A proven share, to be sent when the rules allow; `since` when it has been ready to go (now).
  /// The pool may answer one by one or many at once: the observer is told of each share.
  virtual void submit(SourceNumber number, Share share, Time now,
                      std::optional<Time> since = std::nullopt) = 0;
  /// So many shares of a source were found too fast to be handed over.
  virtual void discarded(SourceNumber number, std::uint64_t count, Time now) = 0;
  /// Nothing is unanswered and nothing could be sent.
  virtual bool drained() const = 0;
  /// Of the last `count` shares of all sources (at most 32): how many were refused or never
  /// answered.
  virtual int bad_answers(int count) const = 0;
  virtual void forget_answers() = 0;
};

/// Makes the protocol of one client. `options` and `observer` outlive it.
using ProtocolFactory = std::function<std::unique_ptr<Protocol>(const ClientOptions& options,
                                                                ConnectionObserver& observer)>;

}  // namespace wildcat::stratum
