// SPDX-License-Identifier: MIT
// The client behind Client: binds a Session to Streams and to the clock, and decides about
// reconnecting. Knows no Asio; tests give it another StreamFactory.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "stratum/alarm.h"
#include "stratum/backoff.h"
#include "stratum/session.h"
#include "stratum/stream.h"

namespace wildcat::stratum {

/// Thread rule: everything on the loop's thread (Client posts).
class ClientDriver : public std::enable_shared_from_this<ClientDriver> {
 public:
  /// After so long of good work the pauses start from the first again.
  static constexpr std::chrono::minutes good_work{5};

  ClientDriver(Loop& loop, ClientOptions options, JobSink& sink, ClientObserver& observer,
               StreamFactory factory);
  ~ClientDriver();

  void start();
  void submit(Share share);
  /// So many shares were not submitted, because too many were under way.
  void discarded(std::uint64_t count);
  void stop(std::chrono::milliseconds grace);
  /// Silent end: no callback from here on.
  void abandon();

 private:
  using Time = Session::Time;
  enum class State { idle, waiting, connecting, connected, done };

  static Time now() { return std::chrono::steady_clock::now(); }
  Result<void> check() const;
  Endpoint home() const { return {options_.pool.host, options_.pool.port}; }
  Stream::Events events();
  void attempt();
  void on_opened(const std::string& address);
  void on_clock();
  void pump();
  void arm();
  void lost(const Leave& why);
  std::chrono::milliseconds pause_after(const Leave& why);
  bool stop_due() const;
  void end(ClientEnd how, const Error& why);

  Loop& loop_;
  ClientOptions options_;
  ClientObserver& observer_;
  StreamFactory factory_;
  PoolMemory memory_;
  Session session_;
  Backoff backoff_;
  Alarm alarm_;
  std::shared_ptr<Stream> stream_;
  State state_ = State::idle;
  Endpoint target_;
  int failures_ = 0;                 ///< in a row
  Time next_step_{};                 ///< waiting: the next attempt; connecting: the time limit
  std::optional<Time> ready_since_;  ///< authorised on this connection
  std::optional<Time> stop_at_;
};

}  // namespace wildcat::stratum
