// SPDX-License-Identifier: MIT
// A Stratum V1 client: bytes of a pool in, Jobs out; Shares in, answers out. Plain or through TLS,
// directly or through a proxy; one pool, or several that stand in for one another.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wildcat/fault.h"
#include "wildcat/header.h"
#include "wildcat/result.h"
#include "wildcat/stats.h"
#include "wildcat/work.h"

/// Pools that speak Stratum V1.
namespace wildcat::stratum {

/// Where a pool is. `stratum+tcp://host:port`, `tcp://host:port`, or bare `host:port`: plain;
/// `stratum+ssl://`, `stratum+tls://`, `stratum+tcps://`, `ssl://`, `tls://`: through TLS.
struct PoolUrl {
  std::string scheme;         ///< "stratum+tcp" or "stratum+ssl"
  std::string host;           ///< name, IPv4, or IPv6 without brackets
  std::uint16_t port = 3333;  ///< 1 to 65535
  std::string user;           ///< from "user:pass" before the host, percent-decoded; usually empty
  std::string password;       ///< likewise
  bool xnsub = false;         ///< `#xnsub` given: subscribe to extranonce changes
  /// The connection is encrypted.
  bool tls() const { return scheme == "stratum+ssl"; }
  /// "stratum+tcp://host:port": never with credentials.
  std::string display() const;
};

/// Parses a pool URL. Errors name the part that is wrong and show a right one.
Result<PoolUrl> parse_pool_url(std::string_view text);

/// A way round: the proxy asks the pool for the connection, so that the pool sees its address.
struct ProxyUrl {
  /// The protocol that is spoken with the proxy.
  enum class Kind {
    socks5,   ///< SOCKS 5 (RFC 1928); the pool's name is looked up here
    socks5h,  ///< likewise, but the name goes to the proxy (Tor wants it so)
    http,     ///< HTTP CONNECT
  };
  Kind kind = Kind::socks5h;  ///< its protocol
  std::string host;           ///< name, IPv4, or IPv6 without brackets
  std::uint16_t port = 1080;  ///< 1 to 65535
  std::string user;           ///< percent-decoded; empty: no credentials are sent
  std::string password;       ///< likewise
  /// "socks5h://host:port": never with credentials.
  std::string display() const;
};

/// Parses `socks5://`, `socks5h://` or `http://` with [user:password@]host[:port]; without a port
/// it is 1080, of http 8080. Errors as for a pool URL.
Result<ProxyUrl> parse_proxy_url(std::string_view text);

/// SHA-256 of a certificate in its DER form, as `openssl x509 -fingerprint -sha256` prints it.
using TlsFingerprint = std::array<std::uint8_t, 32>;
/// Parses "sha256:" and 64 hex digits, with or without colons between bytes. Error: what is wrong.
Result<TlsFingerprint> parse_tls_fingerprint(std::string_view text);
/// "sha256:" and 64 lower-case hex digits.
std::string to_string(const TlsFingerprint& fingerprint);

/// How a pool reached through TLS proves who it is. All empty: by a certificate for the host's name
/// from an authority that the system trusts. At most one of them is set.
struct TlsOptions {
  std::string ca_file;  ///< PEM file: these authorities, and none of the system's
  std::optional<TlsFingerprint> fingerprint;  ///< exactly this certificate, whoever issued it
  /// Trust on first use: whatever certificate the pool shows first is noted in this file (one line
  /// per pool, "host:port sha256:..."), and from then on no other is accepted.
  std::string first_use_file;
  bool insecure = false;  ///< no proof at all: anybody can play the pool
};

/// How many accepted shares are wanted, from several clients together. Loop's thread.
struct ShareBudget {
  std::uint64_t limit = 0;       ///< how many are wanted
  std::uint64_t accepted = 0;    ///< by the pools, so far
  std::uint64_t unanswered = 0;  ///< sent, and no answer yet
};

class Loop;

/// Lets so many of the clients that share it connect and log in at a time; the others wait for
/// their turn. For thousands of clients of one pool, which would otherwise come back in the same
/// second after it has dropped them all. Loop's thread.
class LoginGate;
/// A gate for `at_once` (1 or more) at a time. `loop` outlives it.
std::shared_ptr<LoginGate> make_login_gate(Loop& loop, std::size_t at_once);

/// How a Client behaves.
struct ClientOptions {
  PoolUrl pool;                 ///< where to connect
  std::string user;             ///< who we are there; empty: the one in the URL
  std::string password;         ///< never logged, never in a protocol dump
  std::string user_agent;       ///< "wildcat/0.1.0"; no blanks
  bool version_rolling = true;  ///< ask for BIP 310 version rolling
  std::uint32_t version_mask =
      bip320_version_bits;                   ///< bits to ask for (BIP 320); never rolled outside it
  TlsOptions tls;                            ///< for a pool URL with TLS
  std::optional<ProxyUrl> proxy;             ///< the way there; empty: directly
  std::optional<double> suggest_difficulty;  ///< asked for in configure and after authorize
  /// Where suggest_difficulty is empty: the difficulty that would suit, from the measured rate;
  /// empty while unknown. Called on the loop's thread now and then. The pool is told the first one,
  /// and again when it is off by more than half.
  std::function<std::optional<double>()> fitting_difficulty;
  /// A pool that we have sent nothing for so long is sent something harmless, because some hang up
  /// on quiet clients; zero: never.
  std::chrono::milliseconds keep_alive{120'000};
  std::optional<int> retries;  ///< after a failed attempt, retry at most so many times in a row
                               ///< (one attempt more than that in all); empty: never give up
  std::chrono::milliseconds retry_pause{
      1000};  ///< first pause; doubles to retry_pause_max, +-20 % jitter
  std::chrono::milliseconds retry_pause_max{60'000};  ///< the longest pause
  std::chrono::milliseconds connect_timeout{
      10'000};  ///< for one connection attempt and for each reply of the handshake
  std::chrono::milliseconds silence_timeout{
      180'000};  ///< nothing received for so long: leave and reconnect
  std::chrono::milliseconds job_timeout{
      300'000};  ///< authorised, but no job for so long: leave and reconnect
  std::chrono::milliseconds reply_timeout{
      60'000};             ///< a submit unanswered for so long counts as lost
  std::uint64_t seed = 0;  ///< of the jitter
  /// Submission pauses while accepted + unanswered reaches this; shares found meanwhile wait. Makes
  /// --max-shares exact.
  std::optional<std::uint64_t> max_shares;
  /// Likewise over all clients that share the budget; takes the place of max_shares.
  std::shared_ptr<ShareBudget> budget;
  std::shared_ptr<LoginGate> login_gate;  ///< empty: nobody waits for others
  /// A threshold of our own: only shares of at least this difficulty are looked for, whatever less
  /// the pool asks for (and blocks).
  std::optional<double> least_difficulty;
  /// What to do wrong on purpose. The copies that this sends are no shares: max_shares,
  /// on_submitted and on_result know nothing of them.
  std::vector<FaultRule> faults;
};

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

/// Told what happens to a client. Called on the thread that runs the Loop. Every function has an
/// empty default.
class ClientObserver {
 public:
  virtual ~ClientObserver() = default;
  /// An address of the pool's host is being tried; a host may have several.
  virtual void on_connecting(const std::string& /*pool*/, const std::string& /*address*/) {}
  /// The connection stands (through proxy and TLS, where they are); the handshake begins.
  virtual void on_connected(const std::string& /*pool*/, const std::string& /*address*/) {}
  /// The pool has taken us on. `resumed`: it has recognised the session; jobs and shares still
  /// hold.
  virtual void on_subscribed(const std::string& /*extranonce1_hex*/, int /*extranonce2_size*/,
                             bool /*resumed*/) {}
  /// User and password are accepted.
  virtual void on_authorized() {}
  /// The connection is gone; `retry_in` is empty when there will be no further attempt.
  virtual void on_disconnected(const Error& /*why*/,
                               std::optional<std::chrono::milliseconds> /*retry_in*/) {}
  /// The pool asks for this difficulty from the next job on.
  virtual void on_difficulty(double /*difficulty*/) {}
  /// These version bits may be rolled: those that both sides have agreed to.
  virtual void on_version_mask(std::uint32_t /*mask*/) {}
  /// The pool has given a job. In a PoolGroup its work may be kept back from the sink until the
  /// pool's turn comes.
  virtual void on_job(const Job& /*job*/, double /*difficulty*/) {}
  /// A share is on its way. Told again, with the same number, when it is sent again.
  virtual void on_submitted(const Submission&) {}
  /// The pool has answered a share, or (ShareOutcome::Kind::lost) never will.
  virtual void on_result(const SubmitResult&) {}
  /// A proven share that will not be sent, and why (its job is gone).
  virtual void on_share_dropped(const Share&, StaleFault) {}
  /// A proven share that will not be sent, because nobody wants it: as many as were asked for have
  /// been accepted, or it was found a second time.
  virtual void on_share_withheld(const Share&) {}
  /// So many more proven shares were thrown away: they are found faster than they can be sent. A
  /// block is never among them.
  virtual void on_shares_discarded(std::uint64_t /*count*/) {}
  /// client.show_message, sanitised.
  virtual void on_pool_message(const std::string& /*text*/) {}
  /// Something the pool did that we put up with: a bad line, an unknown method, a reply to nothing.
  virtual void on_warning(const std::string& /*text*/) {}
  /// A fault was committed, as ClientOptions::faults wants it.
  virtual void on_fault(const Fault&) {}
  /// The pool's answer to one, or what it did instead.
  virtual void on_fault_answer(const FaultAnswer&) {}
  /// One protocol line, passwords masked. Those of faults are not among them. `outgoing`: from us
  /// to the pool.
  virtual void on_line(bool /*outgoing*/, std::string_view /*line*/) {}
  /// The client is done; nothing is called afterwards.
  virtual void on_end(ClientEnd, const Error& /*why*/) {}
};

/// Where a client's work goes: usually a source of a Miner.
class JobSink {
 public:
  virtual ~JobSink() = default;
  /// A job to mine now. Error: it cannot be mined (reported as a warning; the former job stays).
  virtual Result<void> set_job(Job job) = 0;
  /// All work is void.
  virtual void drop_job() = 0;
};

/// An event loop that any number of Clients share. Thread rule: run() on one thread; post() and
/// stop() from any.
class Loop {
 public:
  Loop();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  /// Runs until stop() or, once started, until no Client has anything left to do.
  void run();
  /// Ends run() soon.
  void stop();
  /// Calls `f` on the thread of run().
  void post(std::function<void()> f);
  /// Calls `f` on the thread of run() after `delay`, unless the loop ends first.
  void post_after(std::chrono::milliseconds delay, std::function<void()> f);

  struct Impl;
  Impl& impl() { return *impl_; }  ///< for Client; not for users

 private:
  std::unique_ptr<Impl> impl_;
};

/// One connection to one pool, kept alive. Thread rule: constructed, started and destroyed on the
/// loop's thread (or while the loop does not run); submit() and stop() from any thread.
class Client {
 public:
  /// `sink` and `observer` outlive the client.
  Client(Loop& loop, ClientOptions options, JobSink& sink, ClientObserver& observer);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Starts connecting.
  void start();
  /// Hands over a proven share. Sent at once when authorised and its job is live, held while not
  /// yet authorised or while max_shares says so, resent after a resumed reconnect, dropped
  /// (on_share_dropped) when its job is void. When 4096 are under way, further ones are discarded
  /// (on_shares_discarded) unless they are blocks.
  void submit(Share share);
  /// Sends what is ready, waits up to `grace` for the answers, closes; on_end(stopped) follows.
  void stop(std::chrono::milliseconds grace);

 private:
  friend class PoolGroup;
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace wildcat::stratum
