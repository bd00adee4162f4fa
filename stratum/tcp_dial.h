// SPDX-License-Identifier: MIT
// Connecting to one of several addresses: one that swallows packets must not keep the others from
// being tried.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace wildcat::stratum {

/// Tries addresses one after the other. Thread rule: the loop's thread.
class TcpDial : public std::enable_shared_from_this<TcpDial> {
 public:
  using Endpoint = boost::asio::ip::tcp::endpoint;
  using Error = boost::system::error_code;
  struct Events {
    std::function<void(const Endpoint&)> trying;
    std::function<void(const Error&, const Endpoint&)> done;  ///< once; the error of the last
  };

  /// `socket` outlives the events. Every address but the last is given `each`; the last has all
  /// the time there is.
  TcpDial(boost::asio::ip::tcp::socket& socket, std::vector<Endpoint> addresses,
          std::chrono::milliseconds each, Events events);
  void start() { next(boost::asio::error::host_not_found); }
  /// No events from here on.
  void cancel();

 private:
  void next(const Error& last);
  void limit();
  void on_connected(const Error& error);

  boost::asio::ip::tcp::socket& socket_;
  boost::asio::steady_timer timer_;
  std::vector<Endpoint> addresses_;
  std::chrono::milliseconds each_;
  Events events_;
  std::size_t tried_ = 0;
  bool done_ = false;
};

/// `addresses`, begun with number `attempt` (counted round and round).
std::vector<TcpDial::Endpoint> rotated(std::vector<TcpDial::Endpoint> addresses, unsigned attempt);

}  // namespace wildcat::stratum
