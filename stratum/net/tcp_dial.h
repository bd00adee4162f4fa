// SPDX-License-Identifier: MIT
// Connecting to one of several addresses ("happy eyeballs", RFC 8305): they are tried one after the
// other with a short head start for each, and the first that answers wins. An address that swallows
// packets, or a broken IPv6, costs a quarter of a second.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace wildcat::stratum {

/// One race of addresses. Thread rule: the loop's thread.
class TcpDial : public std::enable_shared_from_this<TcpDial> {
 public:
  using Endpoint = boost::asio::ip::tcp::endpoint;
  using Error = boost::system::error_code;
  using Socket = boost::asio::ip::tcp::socket;
  struct Events {
    std::function<void(const Endpoint&)> trying;
    /// Once. Without an error the socket is connected to the endpoint; else it is the last error.
    std::function<void(const Error&, Socket, const Endpoint&)> done;
  };
  /// RFC 8305's recommendation.
  static constexpr std::chrono::milliseconds usual_head_start{250};

  TcpDial(boost::asio::io_context& context, std::vector<Endpoint> addresses,
          std::chrono::milliseconds head_start, Events events);
  void start();
  /// No events from here on.
  void cancel();

 private:
  struct Runner {
    Socket socket;
    Endpoint address;
  };
  void launch();
  void on_connected(const std::shared_ptr<Runner>& runner, const Error& error);
  void finish(const Error& error, Socket socket, const Endpoint& address);

  boost::asio::io_context& context_;
  boost::asio::steady_timer timer_;
  std::vector<Endpoint> addresses_;
  std::chrono::milliseconds head_start_;
  Events events_;
  std::vector<std::shared_ptr<Runner>> running_;
  std::size_t launched_ = 0;
  bool done_ = false;
};

/// `addresses`, begun with number `attempt` (counted round and round), and IPv6 and IPv4 in turn as
/// long as there are both.
std::vector<TcpDial::Endpoint> in_turn(std::vector<TcpDial::Endpoint> addresses, unsigned attempt);

}  // namespace wildcat::stratum
