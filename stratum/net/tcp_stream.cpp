// SPDX-License-Identifier: MIT
// Plain TCP on Asio: names are resolved, addresses tried, small packets sent at once, dead peers
// noticed by the kernel.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <deque>
#include <utility>
#include <vector>

#include "stratum/net/loop_impl.h"
#include "stratum/net/stream.h"
#include "stratum/net/tcp_dial.h"

namespace wildcat::stratum {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

/// More unsent bytes than this: the peer does not read.
constexpr std::size_t max_unsent = 1U << 20;
/// So much unread input is taken in before closing.
constexpr int most_last_reads = 64;

std::string text_of(const tcp::endpoint& endpoint) {
  const auto address = endpoint.address().to_string();
  const auto port = std::to_string(endpoint.port());
  return endpoint.address().is_v6() ? "[" + address + "]:" + port : address + ":" + port;
}

/// Best effort: a connection without these works as well, it only notices its death later.
void tune(tcp::socket& socket) {
  const auto set = [&](int level, int name, int value) {
    ::setsockopt(socket.native_handle(), level, name, &value, sizeof value);
  };
  set(IPPROTO_TCP, TCP_NODELAY, 1);
  set(SOL_SOCKET, SO_KEEPALIVE, 1);
  set(IPPROTO_TCP, TCP_KEEPIDLE, 45);
  set(IPPROTO_TCP, TCP_KEEPINTVL, 30);
  set(IPPROTO_TCP, TCP_KEEPCNT, 3);
}

class TcpStream final : public Stream, public std::enable_shared_from_this<TcpStream> {
 public:
  TcpStream(Loop::Impl& loop, Events events)
      : loop_(loop), resolver_(loop.context), socket_(loop.context), events_(std::move(events)) {}

  void open(const Endpoint& to, unsigned attempt) override {
    name_ = to.host + ":" + std::to_string(to.port);
    resolver_.async_resolve(to.host, std::to_string(to.port),
                            [self = shared_from_this(), attempt](
                                const error_code& error, const tcp::resolver::results_type& found) {
                              std::vector<tcp::endpoint> addresses;
                              for (const auto& entry : found) addresses.push_back(entry.endpoint());
                              self->on_resolved(error, in_turn(std::move(addresses), attempt));
                            });
  }

  void write(std::string bytes) override {
    if (done_) return;
    unsent_ += bytes.size();
    queue_.push_back(std::move(bytes));
    if (queue_.size() == 1) send_front();
  }

  void pause_reading(bool on) override {
    if (done_ || paused_ == on) return;
    paused_ = on;
    if (!on && !reading_) wait_for_data();
  }

  void close() override {
    if (done_) return;
    done_ = true;
    events_ = {};
    resolver_.cancel();
    if (dial_) dial_->cancel();
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    read_the_rest();
    socket_.close(ignored);
  }

 private:
  /// With unread input, the kernel would answer close() with a reset instead of an orderly end, and
  /// the peer might lose what it has not read yet, such as the last share. Nobody waits for input
  /// that is still under way: the loop may end at once. Should the pool send something more, a
  /// reset is still possible.
  void read_the_rest() {
    // Not into the loop's buffer: whoever closes us may be looking at what is there.
    std::array<char, 16 * 1024> unread;
    error_code error;
    socket_.non_blocking(true, error);
    for (int i = 0; i < most_last_reads && !error; ++i)
      if (socket_.read_some(asio::buffer(unread), error) == 0) return;
  }

  void fail(const std::string& what, const error_code& error) {
    if (done_) return;
    const Error why{Errc::io, what + ": " + error.message()};
    const auto closed = std::move(events_.closed);
    close();
    closed(why);
  }

  void on_resolved(const error_code& error, std::vector<tcp::endpoint> addresses) {
    if (done_) return;
    if (error)
      return fail(
          "cannot find an address for " + name_ + " (check the host name and the network's DNS)",
          error);
    // Whoever is called may close us.
    TcpDial::Events events{[self = shared_from_this()](const tcp::endpoint& address) {
                             if (const auto trying = self->events_.trying) trying(text_of(address));
                           },
                           [self = shared_from_this()](const error_code& failed, tcp::socket socket,
                                                       const tcp::endpoint& address) {
                             self->on_connected(failed, std::move(socket), address);
                           }};
    dial_ = std::make_shared<TcpDial>(loop_.context, std::move(addresses),
                                      TcpDial::usual_head_start, std::move(events));
    dial_->start();
  }

  void on_connected(const error_code& error, tcp::socket socket, const tcp::endpoint& endpoint) {
    if (done_) return;
    dial_.reset();
    if (error)
      return fail("cannot connect to " + name_ + " (check host, port and firewall)", error);
    socket_ = std::move(socket);
    tune(socket_);
    error_code ignored;
    socket_.non_blocking(true, ignored);
    wait_for_data();
    const auto opened = events_.opened;
    opened(text_of(endpoint));
  }

  void wait_for_data() {
    reading_ = true;
    socket_.async_wait(
        tcp::socket::wait_read,
        [self = shared_from_this()](const error_code& error) { self->on_readable(error); });
  }

  void on_readable(const error_code& failed) {
    reading_ = false;
    if (done_ || paused_) return;
    error_code error = failed;
    const std::size_t n = error ? 0 : socket_.read_some(asio::buffer(loop_.scratch), error);
    if (error == asio::error::would_block) return wait_for_data();
    if (error == asio::error::eof) return fail("the pool closed the connection", error);
    if (error) return fail("the connection to the pool broke", error);
    const auto data = events_.data;
    data({loop_.scratch.data(), n});
    if (!done_ && !paused_) wait_for_data();
  }

  void send_front() {
    if (unsent_ > max_unsent)
      return asio::post(socket_.get_executor(), [self = shared_from_this()] {
        self->fail("the pool does not read what we send", asio::error::no_buffer_space);
      });
    asio::async_write(socket_, asio::buffer(queue_.front()),
                      [self = shared_from_this()](const error_code& error, std::size_t) {
                        self->on_sent(error);
                      });
  }

  void on_sent(const error_code& error) {
    if (done_) return;
    if (error) return fail("the connection to the pool broke", error);
    unsent_ -= queue_.front().size();
    queue_.pop_front();
    if (!queue_.empty()) send_front();
  }

  Loop::Impl& loop_;
  tcp::resolver resolver_;
  tcp::socket socket_;
  std::shared_ptr<TcpDial> dial_;  ///< while connecting
  Events events_;
  std::string name_;
  std::deque<std::string> queue_;
  std::size_t unsent_ = 0;
  bool done_ = false;
  bool reading_ = false, paused_ = false;
};

}  // namespace

std::shared_ptr<Stream> make_tcp_stream(Loop& loop, Stream::Events events) {
  return std::make_shared<TcpStream>(loop.impl(), std::move(events));
}

Resolver make_resolver(Loop& loop) {
  return [&loop](const std::string& host, unsigned attempt,
                 std::function<void(Result<std::string>)> done) {
    const auto resolver = std::make_shared<tcp::resolver>(loop.impl().context);
    resolver->async_resolve(
        host, "",
        [resolver, host, attempt, done = std::move(done)](
            const error_code& error, const tcp::resolver::results_type& found) {
          std::vector<tcp::endpoint> addresses;
          for (const auto& entry : found) addresses.push_back(entry.endpoint());
          addresses = in_turn(std::move(addresses), attempt);
          if (error || addresses.empty())
            return done(Error{Errc::io, "cannot find an address for " + host +
                                            " (check the host name and the network's DNS, or let "
                                            "the proxy look it up: socks5h): " +
                                            error.message()});
          done(addresses.front().address().to_string());
        });
  };
}

}  // namespace wildcat::stratum
