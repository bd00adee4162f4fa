// SPDX-License-Identifier: MIT
// A Stratum client: one connection to one pool, kept alive; Jobs out of it, Shares into it. With it
// come its options, the loop it runs on, and where its work goes.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "wildcat/client_observer.h"
#include "wildcat/header.h"
#include "wildcat/pool_url.h"
#include "wildcat/transport.h"

namespace wildcat::stratum {

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
  std::uint32_t version_mask = bip320_version_bits;  ///< asked for; never rolled outside it
  TlsOptions tls;                                    ///< for a pool URL with TLS
  std::optional<ProxyUrl> proxy;                     ///< the way there; empty: directly
  std::optional<double> suggest_difficulty;          ///< asked for in configure and after authorize
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
  /// Submission pauses while accepted + unanswered reaches this; shares found meanwhile wait, so
  /// that never more are accepted.
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

/// Where a client's work goes: usually a source of a Miner.
class JobSink {
 public:
  virtual ~JobSink() = default;
  /// What the coinbases of the jobs to come hold; what was mined before is void. Error: it cannot
  /// be mined under (reported as a warning).
  virtual Result<void> set_extranonce(Extranonce extranonce) = 0;
  /// A job to mine now. Error: it cannot be mined (reported as a warning; the former job stays).
  virtual Result<void> set_job(JobOffer offer) = 0;
  /// All work is void.
  virtual void drop_job() = 0;
};

/// What a source wants of its pool, and of its own work. May change while it is mined on.
struct SourceWishes {
  double hash_rate = 0;  ///< hashes per second that the pool is told, if it can be; 0: unknown
  std::optional<double> difficulty;  ///< that would suit; empty: see fitting_difficulty
  /// Only shares of at least this difficulty are looked for, whatever less the pool asks for.
  std::optional<double> least_difficulty;
  friend bool operator==(const SourceWishes&, const SourceWishes&) = default;
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

/// Shares of a client that have not come to their end.
struct SharesLeft {
  std::uint64_t unsent = 0;      ///< handed over, and not sent
  std::uint64_t unanswered = 0;  ///< sent, and not answered
};

/// One connection to one pool, kept alive. Thread rule: constructed, started and destroyed on the
/// loop's thread (or while the loop does not run); the other functions from any thread, but
/// start().
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
  /// (on_shares_discarded) unless they are blocks. False after close_shares(): it is not taken, and
  /// nothing is told of it.
  bool submit(Share share);
  /// Says how many shares have not come to their end, and takes none any more: what is under way is
  /// the caller's to account for, and nothing more is told of it. Any thread; later calls find
  /// none.
  SharesLeft close_shares();
  /// The source's rate, wished difficulty or threshold has changed: the pool is told where its
  /// protocol has words for it. To begin with they are as the options say. Any thread.
  void set_wishes(const SourceWishes& wishes);
  /// Sends what is ready, waits up to `grace` for the answers, closes; on_end(stopped) follows.
  void stop(std::chrono::milliseconds grace);

 private:
  friend class PoolGroup;
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace wildcat::stratum
