// SPDX-License-Identifier: MIT
// One client's socket: cuts bytes into lines for its Connection, and sends the answers.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "stratum/practice_pool/connection.h"
#include "stratum/practice_pool/director.h"
#include "stratum/practice_pool/tls_session.h"

namespace wildcat::practice {

/// The time from the system's clocks.
Now now();

/// Thread rule: the loop's thread. Owned by its pending operations and by the pool.
class Peer : public std::enable_shared_from_this<Peer> {
 public:
  /// Called once, when the peer is finished.
  using Done = std::function<void(const std::shared_ptr<Peer>&)>;

  /// `tls`: null for a plain connection. `number` counts the pool's connections from 1.
  Peer(boost::asio::ip::tcp::socket socket, PoolCore& core, std::string address,
       std::uint64_t number, SSL_CTX* tls, Done done);

  /// Starts reading.
  void start();
  /// The core has a new job.
  void on_job();
  /// Called on a timer.
  void on_tick();
  /// Closes the socket; what was not sent is lost. Calls Done the first time.
  void close();

  const std::string& address() const { return connection_.address(); }

 private:
  void wait();
  void read();
  void take(std::string_view bytes);
  void take_lines(Now at);
  void finish(Connection::Next next, Now at, std::string&& out);
  void reset();
  void send(std::string&& text);
  void write();

  boost::asio::ip::tcp::socket socket_;
  Connection connection_;
  Done done_;
  std::unique_ptr<TlsSession> tls_;     ///< null: plain
  std::unique_ptr<Director> director_;  ///< null: no scenario for this connection
  std::string incoming_;                ///< the line that is not complete yet
  std::string outgoing_, sending_;      ///< waiting, and in the running write
  bool open_ = true;
  bool hanging_up_ = false;  ///< close when all is sent; read no more
  std::chrono::milliseconds last_words_time_;
  std::optional<std::chrono::steady_clock::time_point> close_at_;  ///< hanging up: at the latest
};

}  // namespace wildcat::practice
