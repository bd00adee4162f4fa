// SPDX-License-Identifier: MIT
// The practice pool: a real Stratum V1 server on loopback whose work is worth nothing. It checks
// every share with OpenSSL's SHA-256, so that it agrees with our own code only when both are right.
// Its chain grows in two ways: by blocks "of others", made up from time to time, and by those that
// its miners find. Either way the next job is clean, one higher, and built on that block's hash.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "stratum/practice_pool/scenario.h"
#include "wildcat/header.h"
#include "wildcat/result.h"
#include "wildcat/stratum.h"

namespace wildcat::practice {

/// How the pool behaves.
struct PoolOptions {
  std::string host = "127.0.0.1";  ///< address to listen on
  std::uint16_t port = 3333;       ///< 0: any free one
  double start_difficulty = 0.01;  ///< of a new connection, then adjusted
  double min_difficulty = 1e-6;
  std::optional<double> fixed_difficulty;  ///< replaces the adjusting: neither the shares nor
                                           ///< a suggestion of the client change it
  std::chrono::milliseconds share_interval{
      3'000};  ///< what the variable difficulty aims at, per connection
  std::chrono::milliseconds job_interval{30'000};  ///< between refreshed jobs
  std::chrono::milliseconds block_interval{
      150'000};  ///< mean time between the blocks "of others", exponentially distributed; one that
                 ///< a miner found follows within a quarter of a second, but at most once a second
  std::uint32_t version_mask =
      bip320_version_bits;  ///< granted by BIP 310; 0: version rolling refused
  std::uint8_t extranonce2_size = 8;
  std::uint32_t nbits = 0x1d00ffff;          ///< network target of its jobs
  std::string user;                          ///< if set, only this user name is authorised
  std::string password;                      ///< if user is set, also this password
  std::uint64_t seed = 0;                    ///< of the jobs' contents; 0: from the system
  bool tls = false;                          ///< with a certificate made at start()
  std::shared_ptr<const Scenario> scenario;  ///< what is done to connections; null: nothing
  std::chrono::milliseconds last_words_time{
      5'000};  ///< how long a client has to read the reason before the pool hangs up
};

/// What the pool has seen since start().
struct PoolStats {
  std::uint64_t connections = 0;  ///< accepted in total
  std::uint64_t connected = 0;    ///< now
  std::uint64_t accepted = 0, stale = 0, duplicate = 0, low_difficulty = 0, unauthorized = 0,
                other = 0;
  std::uint64_t blocks = 0;    ///< shares that met the network target, several of a height if easy
  double credited_hashes = 0;  ///< sum of the expected hashes of accepted shares
};

/// A share that was judged. Texts are as the client sent them, and live as long as the call.
struct ShareNews {
  const std::string& address;
  std::string_view user;  ///< empty unless it has logged in
  std::string_view job, extranonce2, ntime, nonce, version_bits;
  const std::array<std::uint8_t, 32>& hash;  ///< internal order; zero if there was no header
  double difficulty = 0;                     ///< of the hash
  double pool_difficulty = 0;                ///< asked for; 0 for an unknown job
  int code = 0;                              ///< 0: accepted
  std::string_view text;                     ///< the reason
  bool is_block = false;
};

/// Told what happens; called on the loop's thread. Empty defaults.
class PoolObserver {
 public:
  virtual ~PoolObserver() = default;
  virtual void on_client(const std::string& /*address*/, bool /*connected*/) {}
  virtual void on_subscribe(const std::string& /*address*/, const std::string& /*user_agent*/,
                            const std::string& /*extranonce1, hex*/, bool /*resumed*/) {}
  virtual void on_authorize(const std::string& /*address*/, const std::string& /*user*/,
                            bool /*accepted*/) {}
  virtual void on_share(const ShareNews&) {}
  /// A line that is no request.
  virtual void on_bad_line(const std::string& /*address*/) {}
  /// The pool cannot do what it should, say take a connection; at most five times a minute.
  virtual void on_warning(const std::string& /*text*/) {}
  /// A step of the scenario is done on this connection.
  virtual void on_step(const std::string& /*address*/, int /*line*/, std::string_view /*step*/) {}
  virtual void on_job(const std::string& /*id*/, std::uint32_t /*height*/, bool /*clean*/) {}
  virtual void on_difficulty(const std::string& /*address*/, double /*difficulty*/) {}
};

/// The server. Thread rule: everything on the loop's thread, or while the loop does not run.
class Pool {
 public:
  Pool(stratum::Loop& loop, PoolOptions options, PoolObserver& observer);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// Listens. Error (io): address in use or not ours, named with the remedy.
  Result<void> start();
  /// Of the TLS certificate, as "sha256:..."; after start(), empty without TLS.
  const std::string& fingerprint() const;
  /// The port listened on, after start().
  std::uint16_t port() const;
  /// Closes everything. An observer's function may call it, but must not destroy the pool.
  void stop();
  PoolStats stats() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace wildcat::practice
