// SPDX-License-Identifier: MIT
// What a client tells its user: about its connection, and about each source of work on it. Apart
// from the client, because whoever only reports needs no client to be made.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wildcat/fault.h"
#include "wildcat/result.h"
#include "wildcat/stats.h"
#include "wildcat/work.h"

namespace wildcat::stratum {

/// Why a client is done for good.
enum class ClientEnd {
  stopped,      ///< stop() was called
  unreachable,  ///< retries used up
  refused,      ///< authorisation refused, retries used up (or retries not wanted)
};

/// A share that was sent.
struct Submission {
  std::uint64_t id = 0;         ///< the request's id on the wire, unique per connection
  std::uint64_t number = 0;     ///< counts the client's submissions from 1, resends keep theirs
  std::string job_id;           ///< the pool's name of the job
  std::uint32_t ntime = 0;      ///< of the header
  std::uint32_t nonce = 0;      ///< of the header
  std::string extranonce2_hex;  ///< as it stands in the coinbase
  std::optional<std::uint32_t> version_bits;  ///< BIP 310's; empty without version rolling
  Hash256 hash;                               ///< of the header
  double difficulty = 0;                      ///< of the hash
  double pool_difficulty = 0;                 ///< what the job asked for
  bool is_block = false;                      ///< the hash meets the network target
  std::chrono::duration<double> waited{};     ///< from being handed over to being sent first
};

/// The pool's answer to one.
struct SubmitResult {
  Submission submission;                    ///< what was answered
  ShareOutcome outcome;                     ///< for Miner::report
  int code = 0;                             ///< the pool's error number; 0 when it gave none
  std::string text;                         ///< the pool's words, control characters removed
  std::chrono::duration<double> latency{};  ///< send to answer
};

/// Told what happens to one source of work: what a pool serves as one worker, with jobs and shares
/// of its own. Called on the thread that runs the Loop. Every function has an empty default.
class SourceObserver {
 public:
  virtual ~SourceObserver() = default;
  /// The pool has taken the source on. `resumed`: it has recognised the session; jobs and shares
  /// still hold.
  virtual void on_subscribed(const std::string& /*extranonce1_hex*/, int /*extranonce2_size*/,
                             bool /*resumed*/) {}
  /// The pool takes the source's shares: user and password are accepted.
  virtual void on_authorized() {}
  /// The pool has closed the source, or would not open it, while the connection goes on. Its work
  /// is taken away; the next connection asks for it again.
  virtual void on_closed(const Error& /*why*/) {}
  /// The pool asks for this difficulty from the next job on.
  virtual void on_difficulty(double /*difficulty*/) {}
  /// These version bits may be rolled: those that both sides have agreed to.
  virtual void on_version_mask(std::uint32_t /*mask*/) {}
  /// The pool has given a job, under the name that the offer has and asking for this difficulty.
  /// The same job object may come again under other names or difficulties. In a PoolGroup its work
  /// may be kept back from the sink until the pool's turn comes.
  virtual void on_job(const JobOffer& /*offer*/, double /*difficulty*/) {}
  /// A share is on its way. Told again, with the same number, when it is sent again.
  virtual void on_submitted(const Submission&) {}
  /// The pool has answered a share, or (ShareOutcome::Kind::lost) never will. One answer of a pool
  /// may settle many shares; this is called for each.
  virtual void on_result(const SubmitResult&) {}
  /// A proven share that will not be sent, and why (its job is gone).
  virtual void on_share_dropped(const Share&, StaleFault) {}
  /// A proven share that will not be sent, because nobody wants it: as many as were asked for have
  /// been accepted, or it was found a second time.
  virtual void on_share_withheld(const Share&) {}
  /// So many more proven shares were thrown away: they are found faster than they can be sent. A
  /// block is never among them.
  virtual void on_shares_discarded(std::uint64_t /*count*/) {}
};

/// Told what happens to the connection that sources share. Called as a SourceObserver.
class ConnectionObserver {
 public:
  virtual ~ConnectionObserver() = default;
  /// An address of the pool's host is being tried; a host may have several.
  virtual void on_connecting(const std::string& /*pool*/, const std::string& /*address*/) {}
  /// The connection stands (through proxy and TLS, where they are); the handshake begins.
  virtual void on_connected(const std::string& /*pool*/, const std::string& /*address*/) {}
  /// The connection is gone; `retry_in` is empty when there will be no further attempt.
  virtual void on_disconnected(const Error& /*why*/,
                               std::optional<std::chrono::milliseconds> /*retry_in*/) {}
  /// A message of the pool for people, sanitised.
  virtual void on_pool_message(const std::string& /*text*/) {}
  /// Something the pool did that we put up with: a bad line, an unknown method, a reply to nothing.
  /// `remedy`: the setting that would mend it, where there is one.
  virtual void on_warning(const std::string& /*text*/, Remedy /*remedy*/) {}
  /// A fault was committed, as ClientOptions::faults wants it.
  virtual void on_fault(const Fault&) {}
  /// The pool's answer to one, or what it did instead.
  virtual void on_fault_answer(const FaultAnswer&) {}
  /// One message of the protocol as a line of text, passwords masked. Those of faults are not among
  /// them. `outgoing`: from us to the pool.
  virtual void on_line(bool /*outgoing*/, std::string_view /*line*/) {}
  /// The same message as the bytes of its frame, just before on_line; only of protocols whose
  /// messages are no text.
  virtual void on_frame(bool /*outgoing*/, std::string_view /*bytes*/) {}
  /// The client is done; nothing is called afterwards.
  virtual void on_end(ClientEnd, const Error& /*why*/) {}
};

/// Both, for a client with one source.
class ClientObserver : public ConnectionObserver, public SourceObserver {};

}  // namespace wildcat::stratum
